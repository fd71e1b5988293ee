import * as z from "zod";
import { sendJson, vendorServer } from "./chaos/vendors/vendor-server.ts";
import { type Color, halvesPng } from "./e2e/painted-media.ts";

/** The picture vendor and the model, each on a port of its own: both have done their work before they are asked. */
export interface InstantVendors {
  /** CloudFormation parameters that lead there. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Pictures that were asked for so far. */
  pictures(): number;
  close(): void;
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
  const claude = await vendorServer(({ body, response }) => {
    const asked = messages.parse(JSON.parse(body));
    const [, sceneCount] = FILM.exec(JSON.stringify(asked.messages[0])) ?? [];
    const isFirst = asked.messages.every(({ role }) => role === "user");
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(turnOf(isFirst && sceneCount !== undefined ? planOf(Number(sceneCount)) : "Done."));
  });
  const fal = await vendorServer(({ path, body, response }) => {
    const [, requestId, rest = ""] = /\/requests\/(\d+)(\/status)?$/.exec(path) ?? [];
    const [, file] = /\/files\/(\d+)\.png$/.exec(path) ?? [];
    if (file !== undefined) {
      response.writeHead(200, { "content-type": "image/png" }).end(picture(Number(file)));
    } else if (requestId === undefined) {
      const { prompt } = z.object({ prompt: z.string() }).parse(JSON.parse(body));
      const id = String(prompts.push(prompt));
      sendJson(response, 200, { request_id: id, status: "IN_QUEUE", queue_position: 0 });
    } else if (rest === "/status") {
      sendJson(response, 200, { status: "COMPLETED", request_id: requestId });
    } else if (failing(prompts[Number(requestId) - 1] ?? "")) {
      sendJson(response, 422, { detail: "refused" });
    } else {
      const url = `${fal.url}/files/${requestId}.png`;
      sendJson(response, 200, { images: [{ url, content_type: "image/png" }] });
    }
  });
  return {
    parameters: { AnthropicBaseUrl: claude.url, FalBaseUrl: fal.url },
    pictures: () => prompts.length,
    close() {
      claude.close();
      fal.close();
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
function picture(number: number): Uint8Array {
  const color: Color = [number & 255, number >> 8, 128];
  return halvesPng(64, 64, color, color);
}
