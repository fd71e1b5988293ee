import type { Brain } from "../wire/answer-messages.ts";
import type { ReplyBlock } from "../wire/reply.ts";
import type { MessagesRequest, ToolDefinition } from "../wire/request-schema.ts";
import type { WantedCall } from "./edits/edit.ts";
import { nameChanges } from "./edits/name-changes.ts";
import { planFilm } from "./film-of-files.ts";
import { fitToSchema } from "./fit-schema.ts";
import { garbageFor } from "./garbage.ts";
import { inventFrom, scriptOf } from "./invent.ts";
import { reportOutcomes, say } from "./phrases.ts";
import { MOST_SCENES, type Plan } from "./plan.ts";
import { planVideo } from "./plan-video.ts";
import { wordCountIn } from "./read-amounts.ts";
import { asRecord, type Conversation, readConversation } from "./read-conversation.ts";
import { readIntent } from "./read-intent.ts";

const PLAN_TOOL = "plan_long_video";

/** What the planner has decided, before it is brought into the shape that the request allows. */
interface Decision {
  readonly text: string;
  readonly calls: readonly WantedCall[];
}

/** The rule-based planner: reads a request, knows nothing else, and is deterministic. */
export function createPlanner(): Brain {
  return { answer, answerGarbage: garbageFor };
}

function answer(request: MessagesRequest): readonly ReplyBlock[] {
  const conversation = readConversation(request);
  const thinking = thoughts(request, conversation);
  const format = request.output_config?.format;
  if (format) {
    const invent = inventFrom(() => planVideo(conversation), wordCountIn(conversation.everything));
    return [...thinking, { type: "text", text: JSON.stringify(invent("answer", format.schema)) }];
  }
  const choice = request.tool_choice;
  const isForced = choice?.type === "any" || choice?.type === "tool";
  if (conversation.outcomes.length > 0 && !isForced) return [...thinking, ...goOn(request, conversation)];
  const decision = decide(conversation);
  const isOneByOne =
    choice !== undefined &&
    "disable_parallel_tool_use" in choice &&
    choice.disable_parallel_tool_use === true;
  const offered = offeredCalls(decision.calls, conversation);
  const wanted = choice?.type === "tool" ? offered.filter((call) => call.tool === choice.name) : offered;
  const tools =
    choice?.type === "tool"
      ? conversation.tools.filter((tool) => tool.name === choice.name)
      : conversation.tools;
  const forced = isForced && wanted.length === 0 ? forcedCalls(tools, conversation) : wanted;
  const blocks = toolBlocks(isOneByOne ? forced.slice(0, 1) : forced, conversation);
  if (isForced) return [...thinking, ...blocks];
  return [...thinking, { type: "text", text: decision.text }, ...blocks];
}

/** After the tools have answered: the calls that had to wait their turn, else what came of them. */
function goOn(request: MessagesRequest, conversation: Conversation): ReplyBlock[] {
  const choice = request.tool_choice;
  const isOneByOne =
    choice !== undefined &&
    "disable_parallel_tool_use" in choice &&
    choice.disable_parallel_tool_use === true;
  const hasFailed = conversation.outcomes.some((outcome) => outcome.isError);
  if (isOneByOne && !hasFailed) {
    const [next] = offeredCalls(decide(conversation).calls, conversation).slice(callsSoFar(request));
    if (next !== undefined) return toolBlocks([next], conversation);
  }
  return [{ type: "text", text: reportOutcomes(conversation.outcomes, conversation.locale) }];
}

/** Tool calls since the person spoke last. */
function callsSoFar(request: MessagesRequest): number {
  let count = 0;
  for (const message of request.messages.toReversed()) {
    const blocks = typeof message.content === "string" ? [] : message.content;
    const isFresh = message.role === "user" && !blocks.some((block) => block.type === "tool_result");
    if (isFresh) break;
    count += blocks.filter((block) => block.type === "tool_use").length;
  }
  return count;
}

function decide(conversation: Conversation): Decision {
  const { locale } = conversation;
  const intent = readIntent(conversation);
  if (intent.kind === "ask") return { text: say("askOpen", locale), calls: [] };
  if (intent.kind === "answer") return { text: intent.text, calls: [] };
  if (intent.kind === "unable") return { text: say("unable", locale), calls: [] };
  if (intent.kind === "plan") return decidePlan(conversation);
  const { calls, asks } = intent.edits;
  if (calls.length > 0) {
    const isOffered = offeredCalls(calls, conversation).length > 0;
    return { text: say(isOffered ? "editing" : "unable", locale), calls };
  }
  const question = asks === "which" ? "askWhich" : asks === "what" ? "askWhat" : "askNothingThere";
  return { text: say(question, locale), calls: [] };
}

function decidePlan(conversation: Conversation): Decision {
  const { locale } = conversation;
  const plan = planFilm(conversation);
  const isOffered = conversation.tools.some((tool) => tool.name === PLAN_TOOL);
  if (!isOffered) {
    const text =
      conversation.tools.length > 0
        ? say("unable", locale)
        : scriptOf(plan, wordCountIn(conversation.everything));
    return { text, calls: [] };
  }
  const opening = say("planning", locale, { title: plan.title, count: plan.scenes.length });
  const limit =
    plan.askedFor === undefined
      ? ""
      : ` ${say("tooMany", locale, { most: MOST_SCENES, asked: plan.askedFor })}`;
  return { text: opening + limit, calls: [planCall(plan)] };
}

function planCall(plan: Plan): WantedCall {
  const { title, locale, mood, scenes } = plan;
  return { tool: PLAN_TOOL, input: { title, locale, mood, scenes } };
}

function offeredCalls(calls: readonly WantedCall[], conversation: Conversation): WantedCall[] {
  return calls.filter((call) => conversation.tools.some((tool) => tool.name === call.tool));
}

/** When a tool must be called although nothing in the request asks for it. */
function forcedCalls(tools: readonly ToolDefinition[], conversation: Conversation): WantedCall[] {
  const tool = tools.find((one) => one.name === PLAN_TOOL) ?? tools[0];
  if (tool === undefined) return [];
  return tool.name === PLAN_TOOL ? [planCall(planFilm(conversation))] : [{ tool: tool.name, input: {} }];
}

function toolBlocks(calls: readonly WantedCall[], conversation: Conversation): ReplyBlock[] {
  return calls.flatMap((call) => {
    const tool = conversation.tools.find((one) => one.name === call.tool);
    if (tool === undefined) return [];
    const isEmpty = Object.keys(call.input).length === 0;
    const invent = inventFrom(() => planVideo(conversation), wordCountIn(conversation.everything));
    const schema = tool.input_schema ?? {};
    const fitted = isEmpty
      ? invent(call.tool, schema)
      : fitToSchema(inTheirWords(call, schema, conversation), schema, invent);
    return [{ type: "tool_use", name: call.tool, input: Object(fitted) as Record<string, unknown> }];
  });
}

function inTheirWords(
  call: WantedCall,
  schema: Readonly<Record<string, unknown>>,
  conversation: Conversation,
): unknown {
  if (call.tool !== "update_item") return call.input;
  const { itemId, changes } = call.input;
  const ofChanges = asRecord(asRecord(schema.properties).changes);
  const items = asRecord(conversation.composition.items);
  return { ...call.input, changes: nameChanges(asRecord(changes), ofChanges, String(itemId), items) };
}

function thoughts(request: MessagesRequest, conversation: Conversation): ReplyBlock[] {
  const { thinking } = request;
  if (thinking === undefined || thinking.type === "disabled") return [];
  const isShown =
    (thinking.display ?? (thinking.type === "enabled" ? "summarized" : "omitted")) === "summarized";
  const text = `The request is: ${conversation.instruction} I look at what is there and pick the tools that fit.`;
  return [{ type: "thinking", thinking: isShown ? text : "" }];
}
