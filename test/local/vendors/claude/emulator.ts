import Anthropic from "@anthropic-ai/sdk";
import { createClock } from "../../../../local/control/clock.ts";
import { createFaults } from "../../../../local/control/faults.ts";
import { type RunningClaude, startClaude } from "../../../../local/vendors/claude/index.ts";

export const MODEL = "claude-sonnet-5-5";

export interface Emulator extends RunningClaude {
  readonly clock: ReturnType<typeof createClock>;
  readonly faults: ReturnType<typeof createFaults>;
  /** The real SDK, without retries so that tests see each answer. */
  readonly client: Anthropic;
}

const quiet = { info: () => undefined, warn: () => undefined, debug: () => undefined };

export async function startEmulator(): Promise<Emulator> {
  const clock = createClock();
  const faults = createFaults();
  const running = await startClaude({ clock, faults, log: quiet });
  const client = new Anthropic({ apiKey: "test-key-for-the-emulator", baseURL: running.url, maxRetries: 0 });
  return { ...running, clock, faults, client };
}

const text = { type: "string" };
const seconds = { type: "number", minimum: 0 };

/** Tool definitions as an agent for films would offer them. */
export const TOOLS: Anthropic.Tool[] = [
  {
    name: "plan_long_video",
    description: "Plans a narrated film of several scenes.",
    input_schema: {
      type: "object",
      additionalProperties: false,
      required: ["title", "locale", "scenes"],
      properties: {
        title: { type: "string", maxLength: 120 },
        locale: { enum: ["en", "ko", "es"] },
        mood: text,
        scenes: {
          type: "array",
          minItems: 1,
          maxItems: 100,
          items: {
            type: "object",
            additionalProperties: false,
            required: ["title", "narration", "visualKind", "visualPrompt"],
            properties: {
              title: text,
              narration: text,
              visualKind: { enum: ["image", "video"] },
              visualPrompt: text,
              assetId: text,
              narrationAssetId: text,
            },
          },
        },
      },
    },
  },
  {
    name: "add_item",
    description: "Adds an item.",
    input_schema: {
      type: "object",
      additionalProperties: false,
      required: ["type"],
      properties: {
        type: { enum: ["text", "image", "video", "audio", "solid", "captions"] },
        preset: { enum: ["endCard"] },
        text,
        assetId: text,
        color: text,
        fromSeconds: seconds,
        durationSeconds: seconds,
        position: {
          anyOf: [
            { type: "string", enum: ["center", "top", "bottom", "left", "right", "top-left", "top-right"] },
            {
              type: "object",
              required: ["x", "y"],
              properties: { x: { type: "number" }, y: { type: "number" } },
            },
          ],
        },
        style: {
          type: "object",
          properties: { fontSize: { type: "number" }, color: text, fontWeight: { type: "number" } },
        },
      },
    },
  },
  {
    name: "update_item",
    input_schema: {
      type: "object",
      required: ["itemId", "changes"],
      properties: { itemId: text, changes: { type: "object" } },
    },
  },
  {
    name: "remove_item",
    input_schema: { type: "object", required: ["itemId"], properties: { itemId: text } },
  },
  {
    name: "edit_timeline",
    input_schema: {
      type: "object",
      required: ["action", "fromSeconds", "toSeconds"],
      properties: {
        action: { enum: ["cut", "insert", "move"] },
        fromSeconds: seconds,
        toSeconds: seconds,
        atSeconds: seconds,
      },
    },
  },
  { name: "set_composition", input_schema: { type: "object", properties: {} } },
  {
    name: "generate_image",
    input_schema: { type: "object", required: ["prompt"], properties: { prompt: text } },
  },
  {
    name: "generate_video",
    input_schema: { type: "object", required: ["prompt"], properties: { prompt: text } },
  },
  { name: "generate_speech", input_schema: { type: "object", required: ["text"], properties: { text } } },
];

export function toolUses(message: Anthropic.Message): { name: string; input: Record<string, unknown> }[] {
  return message.content.flatMap((block) =>
    block.type === "tool_use" ? [{ name: block.name, input: Object(block.input) }] : [],
  );
}

export function textOf(message: Anthropic.Message): string {
  return message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
}
