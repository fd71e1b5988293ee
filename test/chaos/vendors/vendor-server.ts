import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** A request as a stand-in for a vendor sees it. */
export interface VendorCall {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly response: ServerResponse;
}

export interface VendorServer {
  readonly url: string;
  close(): void;
}

/** A vendor outside of the cloud: it lives on when the cloud dies. */
export async function vendorServer(
  answer: (call: VendorCall) => void | Promise<void>,
): Promise<VendorServer> {
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const [path = ""] = (request.url ?? "").split("?");
    await answer({ method: request.method ?? "GET", path, headers: request.headers, body, response });
  };
  const server = createServer((request, response) => {
    // Whoever asked may be killed at any moment.
    serve(request, response).catch(() => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
