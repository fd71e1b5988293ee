import { createPlanner } from "../../../../local/vendors/claude/planner/create-planner.ts";
import { parseMessagesRequest } from "../../../../local/vendors/claude/wire/parse-request.ts";
import type { ReplyBlock } from "../../../../local/vendors/claude/wire/reply.ts";
import { MODEL, TOOLS } from "./emulator.ts";

export interface Scene {
  readonly title: string;
  readonly narration: string;
  readonly visualKind: string;
  readonly visualPrompt: string;
  readonly assetId?: string;
  readonly narrationAssetId?: string;
}

export interface Film {
  readonly title: string;
  readonly locale: string;
  readonly scenes: readonly Scene[];
}

export interface Asking {
  readonly composition?: unknown;
  readonly locale?: string;
  /** @default all that an agent would offer */
  readonly tools?: readonly object[];
  /** Further tags of the message. */
  readonly extra?: string;
}

const planner = createPlanner();
export const EMPTY = {
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [],
  items: {},
  assets: {},
};

/** What the planner answers to an instruction, without the wire. */
export function askPlanner(instruction: string, asking: Asking = {}): readonly ReplyBlock[] {
  const { composition = EMPTY, locale, extra = "", tools = TOOLS } = asking;
  const localeTag = locale === undefined ? "" : `<locale>${locale}</locale>`;
  const content = `<composition>${JSON.stringify(composition)}</composition>${localeTag}${extra}<request>${instruction}</request>`;
  const body = { model: MODEL, max_tokens: 30_000, tools, messages: [{ role: "user", content }] };
  return planner.answer(parseMessagesRequest(JSON.stringify(body), "2026-10-21"));
}

export function callsIn(blocks: readonly ReplyBlock[]): { name: string; input: Record<string, unknown> }[] {
  return blocks.flatMap((block) =>
    block.type === "tool_use" ? [{ name: block.name, input: block.input }] : [],
  );
}

export function saidIn(blocks: readonly ReplyBlock[]): string {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : [])).join(" ");
}

/** The plan that an instruction comes to. @throws Error when it comes to anything else */
export function filmFor(instruction: string, asking: Asking = {}): Film {
  const [call, ...more] = callsIn(askPlanner(instruction, asking));
  if (call?.name !== "plan_long_video" || more.length > 0)
    throw new Error(`no single plan for: ${instruction}`);
  return call.input as unknown as Film;
}
