import { createServer, type Server } from "node:http";
import { StartError } from "./start-error.ts";

const KEEP_ALIVE_MS = 120_000;

/** A server that answers already, on loopback only; what it answers is attached later. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
  /** Ends it and every connection, idle or streaming. */
  close(): Promise<void>;
}

/**
 * @param port 0: any free one
 * @param purpose for the message: "the API"
 * @throws StartError when the port is taken
 */
export async function listen(port: number, purpose: string): Promise<Listening> {
  const server = createServer();
  // Longer than any client of ours keeps an idle connection: else it may send into one that is just being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === "EADDRINUSE";
      reject(isTaken ? new StartError(`port ${port} is in use: choose another one for ${purpose}`) : error);
    });
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return {
    server,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
