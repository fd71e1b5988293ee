import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the next request is answered with; an object body is sent as JSON. */
export interface Recorded {
  readonly status?: number;
  readonly body: unknown;
  readonly type?: string;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** A server that answers like fal did when it was recorded, one answer after the other, and keeps what it was asked. */
export async function replayFal(...answers: Recorded[]) {
  const asked: Asked[] = [];
  const answerOne = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part));
    const text = Buffer.concat(parts).toString();
    const isJson = (request.headers["content-type"] ?? "").includes("json") && text !== "";
    const body: unknown = isJson ? JSON.parse(text) : text;
    asked.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
    const answer = answers.shift();
    if (!answer) {
      response.writeHead(500).end("the test recorded no further answer");
      return;
    }
    const { status = 200, type = "application/json" } = answer;
    response.writeHead(status, { "content-type": type });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  };
  const server = createServer((request, response) => void answerOne(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
