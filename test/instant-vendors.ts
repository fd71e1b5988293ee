import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { crc32, deflateSync } from "node:zlib";
import * as z from "zod";

/** The picture vendor and the model, each on a port of its own: both have done their work before they are asked. */
export interface InstantVendors {
  /** CloudFormation parameters that lead there. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Pictures that were asked for so far. */
  pictures(): number;
  close(): Promise<void>;
}

const messages = z.object({
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })).min(1),
});

/** Message that makes a film of so many scenes; the model has nothing to do on any other. */
export const filmMessage = (sceneCount: number): string => `A film of ${sceneCount} scenes.`;
const FILM = /A film of (\d+) scenes\./;

/** The same in every scene, so that the emulated voice speaks it once. About eight seconds. */
const NARRATION =
  "The light of the sun needs a little more than eight minutes to reach us, and on its way it meets almost nothing at all.";

/**
 * @param failing prompts of pictures that the vendor refuses for good, as they are now
 */
export async function startInstantVendors(
  failing: (prompt: string) => boolean = () => false,
): Promise<InstantVendors> {
  const prompts: string[] = [];
  const claude = await serve(async (request, response) => {
    const asked = messages.parse(await json(request));
    const [, sceneCount] = FILM.exec(JSON.stringify(asked.messages[0])) ?? [];
    const isFirst = asked.messages.every(({ role }) => role === "user");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(turnOf(isFirst && sceneCount !== undefined ? planOf(Number(sceneCount)) : "Done."));
  });
  const fal = await serve(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://fal");
    const [, requestId, rest = ""] = /\/requests\/(\d+)(\/status)?$/.exec(pathname) ?? [];
    const [, file] = /\/files\/(\d+)\.png$/.exec(pathname) ?? [];
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (file !== undefined) {
      response.writeHead(200, { "content-type": "image/png" }).end(picture(Number(file)));
    } else if (requestId === undefined) {
      const { prompt } = z.object({ prompt: z.string() }).parse(await json(request));
      answer(200, { request_id: String(prompts.push(prompt)), status: "IN_QUEUE", queue_position: 0 });
    } else if (rest === "/status") {
      answer(200, { status: "COMPLETED", request_id: requestId });
    } else if (failing(prompts[Number(requestId) - 1] ?? "")) {
      answer(422, { detail: "refused" });
    } else {
      const url = `${fal.url}/files/${requestId}.png`;
      answer(200, { images: [{ url, content_type: "image/png" }] });
    }
  });
  return {
    parameters: { AnthropicBaseUrl: claude.url, FalBaseUrl: fal.url },
    pictures: () => prompts.length,
    async close() {
      await claude.close();
      await fal.close();
    },
  };
}

/** The prompt of one scene's picture. */
export const scenePrompt = (number: number): string => `Picture number ${number}`;

const planOf = (sceneCount: number) => ({
  title: "Light",
  locale: "en",
  scenes: Array.from({ length: sceneCount }, (_, index) => ({
    title: `Part ${index + 1}`,
    narration: NARRATION,
    visualKind: "image",
    visualPrompt: scenePrompt(index + 1),
  })),
});

/** One turn as the Messages API streams it: a text, or a call of the tool that plans a film. */
function turnOf(said: string | object): string {
  const isText = typeof said === "string";
  const block = isText
    ? { type: "text", text: "" }
    : { type: "tool_use", id: `toolu_${crypto.randomUUID()}`, name: "plan_long_video", input: {} };
  const delta = isText
    ? { type: "text_delta", text: said }
    : { type: "input_json_delta", partial_json: JSON.stringify(said) };
  const usage = { input_tokens: 100, output_tokens: 100 };
  const message = { id: "msg_1", type: "message", role: "assistant", model: "instant", content: [], usage };
  const events = [
    { type: "message_start", message: { ...message, stop_reason: null, stop_sequence: null } },
    { type: "content_block_start", index: 0, content_block: block },
    { type: "content_block_delta", index: 0, delta },
    { type: "content_block_stop", index: 0 },
    {
      type: "message_delta",
      delta: { stop_reason: isText ? "end_turn" : "tool_use", stop_sequence: null },
      usage: { output_tokens: 100 },
    },
    { type: "message_stop" },
  ];
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

/** A small PNG of a color of its own. */
function picture(number: number): Buffer {
  const edge = 64;
  const row = Buffer.concat([
    Buffer.from([0]),
    Buffer.concat(Array.from({ length: edge }, () => Buffer.from([number & 255, number >> 8, 128]))),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(Array.from({ length: edge }, () => row)))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
