import { once } from "node:events";
import { createServer } from "node:http";
import { png, wav } from "../core/adapters/ingest/sample-media.ts";

/**
 * A host on this machine with somebody's own picture (`/picture.png`) and narration of `seconds` (`/voice.wav`).
 * @param more further files by path, or others at these
 */
export async function ownMediaHost(seconds: number, more: Readonly<Record<string, Uint8Array>> = {}) {
  const files: Readonly<Record<string, Uint8Array>> = {
    "/picture.png": png(320, 180),
    "/voice.wav": wav(seconds),
    "/notes.txt": new TextEncoder().encode("These are words, and no picture."),
    ...more,
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ""];
    response.writeHead(file === undefined ? 404 : 200).end(file);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}
