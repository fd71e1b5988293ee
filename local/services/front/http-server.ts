import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Log } from "../../types.ts";
import { readBody } from "../lambda/read-body.ts";
import type { EdgeRequest, EdgeResponse } from "./edge-message.ts";

/** A viewer's request whose body has not been read yet. */
export interface ViewerRequest {
  readonly head: Omit<EdgeRequest, "body">;
  /** @throws BodyTooLargeError beyond `limit` bytes */
  readBody(limit: number): Promise<Buffer>;
}

/** Serves viewers on a port. A broken-off response breaks the viewer's connection off too, so that it shows. */
export function listenerOf(
  handle: (viewer: ViewerRequest) => Promise<EdgeResponse>,
  log: Log,
): RequestListener {
  return (incoming, outgoing) => {
    serve(handle, incoming, outgoing).catch((error: unknown) => {
      log.debug("front.broken-off", { path: incoming.url?.split("?")[0], error });
      outgoing.destroy();
    });
  };
}

async function serve(
  handle: (viewer: ViewerRequest) => Promise<EdgeResponse>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const response = await handle({
    head: headOf(incoming),
    readBody: (limit) => readBody(incoming, limit),
  });
  // What was refused unread still has to be taken off the wire, or the client never gets to read the answer.
  incoming.resume();
  await send(outgoing, response, incoming.method === "HEAD");
}

function headOf(incoming: IncomingMessage): Omit<EdgeRequest, "body"> {
  const url = incoming.url ?? "/";
  const at = url.indexOf("?");
  const headers = new Headers();
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const [name = "", value = ""] = incoming.rawHeaders.slice(index, index + 2);
    headers.append(name, value);
  }
  return {
    method: incoming.method ?? "GET",
    path: at < 0 ? url : url.slice(0, at),
    query: at < 0 ? "" : url.slice(at + 1),
    headers,
    peer: { address: incoming.socket.remoteAddress ?? "127.0.0.1", port: incoming.socket.remotePort ?? 0 },
  };
}

async function send(outgoing: ServerResponse, response: EdgeResponse, isHead: boolean): Promise<void> {
  const { body } = response;
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    if (name !== "set-cookie") outgoing.setHeader(name, value);
  }
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader("set-cookie", cookies);
  if (isHead) {
    if (body instanceof Readable) body.destroy();
    outgoing.end();
    return;
  }
  if (!(body instanceof Readable)) {
    if (body !== undefined) outgoing.setHeader("content-length", Buffer.byteLength(body));
    outgoing.end(body);
    return;
  }
  // The head goes out before the first byte of the body: a stream may be silent for a while.
  outgoing.flushHeaders();
  await pipeline(body, outgoing);
}
