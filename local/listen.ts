import { createServer, type RequestListener } from "node:http";
import { StartError } from "./start-error.ts";

const KEEP_ALIVE_MS = 120_000;

/** A server on loopback only. Until it is told what to serve it answers 503, so that nobody waits for a boot that fails. */
export interface Listening {
  readonly port: number;
  serve(listener: RequestListener): void;
  /** Ends it and every connection, idle or streaming. */
  close(): Promise<void>;
}

/**
 * @param port 0: any free one
 * @param purpose for the message: "the API"
 * @throws StartError when the port is taken
 */
export async function listen(port: number, purpose: string): Promise<Listening> {
  let serve: RequestListener = (_request, response) => {
    response.writeHead(503, { "content-type": "text/plain", "retry-after": "1" }).end("still booting\n");
  };
  const server = createServer((request, response) => serve(request, response));
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
    port: address.port,
    serve(listener) {
      serve = listener;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
