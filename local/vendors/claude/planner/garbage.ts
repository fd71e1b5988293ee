import type { ReplyBlock } from "../wire/reply.ts";
import type { MessagesRequest } from "../wire/request-schema.ts";

const PROSE =
  "Colorless green ideas sleep furiously beneath the seventh spoon, and therefore the scenes are left as an exercise for the moon.";

/** Not what any schema with required fields or closed properties would take. */
const NONSENSE_INPUT = {
  scenes: "many",
  title: 42,
  wobble: { itemId: [null] },
  type: "spoon",
  prompt: false,
};

/**
 * An answer as from a vendor that has lost its mind: a call of the first offered tool with an input that breaks its
 * schema, or prose where a tool was wanted.
 */
export function garbageFor(request: MessagesRequest, asProse: boolean): readonly ReplyBlock[] {
  const forced = request.tool_choice?.type === "tool" ? request.tool_choice.name : undefined;
  const name = forced ?? request.tools?.[0]?.name;
  if (asProse || name === undefined || request.tool_choice?.type === "none")
    return [{ type: "text", text: PROSE }];
  return [{ type: "tool_use", name, input: NONSENSE_INPUT }];
}
