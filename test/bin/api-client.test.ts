import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { ApiClient, ApiError } from "../../bin/client/api-client.ts";

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function clientOf(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<ApiClient> {
  const server = createServer(handle);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return new ApiClient({ baseUrl: `http://127.0.0.1:${port}`, email: "a@example.com", apiKey: "ma_key" });
}

const frame = (id: number, name: string, data: object) =>
  `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const open = (response: ServerResponse) =>
  response.writeHead(200, { "content-type": "text/event-stream", "x-run-id": "run_1" });

async function namesOf(client: ApiClient): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of client.stream("/api/agent", { message: "x" })) names.push(name);
  return names;
}

describe("the API client", () => {
  it("takes a broken stream up again after the last event it saw", async () => {
    const lastIds: unknown[] = [];
    const client = await clientOf((request, response) => {
      open(response);
      if (request.method === "POST") {
        response.write(frame(1, "plan_ready", {}), () => response.destroy());
        return;
      }
      lastIds.push(request.headers["last-event-id"]);
      response.end(frame(2, "scene_start", {}) + frame(3, "done", {}));
    });
    expect(await namesOf(client)).toEqual(["plan_ready", "scene_start", "done"]);
    expect(lastIds).toEqual(["1"]);
  });

  it("attaches again when a stream ends without a last event", async () => {
    const client = await clientOf((request, response) => {
      open(response);
      response.end(request.method === "POST" ? ": a comment\n\n" : frame(1, "done", {}));
    });
    expect(await namesOf(client)).toEqual(["done"]);
  });

  it("tells a refusal by its code, not as an event", async () => {
    const client = await clientOf((_, response) => {
      response.writeHead(402, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ success: false, error: "INSUFFICIENT_CREDIT", message: "short", data: {} }),
      );
    });
    const refused = await namesOf(client).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ code: "INSUFFICIENT_CREDIT", status: 402 });
  });

  it("reads again what a busy edge did not answer, and writes nothing twice", async () => {
    const asked: string[] = [];
    const client = await clientOf((request, response) => {
      asked.push(`${request.method}`);
      response.writeHead(asked.length === 1 ? 503 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify({ success: true, data: 7 }));
    });
    expect(await client.call("GET", "/api/video-project", z.number())).toBe(7);
    asked.length = 0;
    await expect(client.call("POST", "/api/video-project", z.number(), {})).rejects.toThrow(ApiError);
    expect(asked).toEqual(["POST"]);
  });

  it("says in one line that nobody answers", async () => {
    const client = new ApiClient({ baseUrl: "http://127.0.0.1:9", email: "a@example.com", apiKey: "ma_key" });
    await expect(namesOf(client)).rejects.toThrow("127.0.0.1:9 does not answer");
  });
});
