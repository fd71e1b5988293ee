import * as z from "zod";
import type { Operation } from "../../compositions/operations.ts";
import { durationInFramesOf } from "../../compositions/timeline.ts";
import type { Item } from "../../contract/composition.ts";
import {
  type Edit,
  type EditContext,
  requireNoSelection,
  type ToolDefinition,
  ToolInputError,
} from "./tool.ts";

const seconds = z.number().min(0).max(36_000);

const input = z.strictObject({
  action: z.enum(["cut", "insert", "move"]),
  fromSeconds: seconds.describe("Where the span begins."),
  toSeconds: seconds.describe("Where it ends."),
  atSeconds: seconds
    .optional()
    .describe("move: the time, on the present timeline, before which the span is to come."),
});
type Input = z.infer<typeof input>;

export const editTimelineTool: ToolDefinition<typeof input> = {
  name: "edit_timeline",
  description:
    "Edits a span of the whole film, every track at once. cut: what is in the span goes, and what comes later closes up (removes a scene). insert: opens room as long as the span; what begins there or later begins later (then lengthen or add what fills it). move: takes what is in the span to another time (reorders scenes). What lasts beyond both ends, a logo or music, stays and is shortened or lengthened with the film.",
  input,
  isStrict: true,
};

/** Frames. What reaches over an edge by no more than `slack` belongs inside it: voices end a breath late. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly slack: number;
}

const SLACK_SECONDS = 0.5;

const endOf = ({ from, durationInFrames }: Item): number => from + durationInFrames;
const isInside = (item: Item, { start, end, slack }: Span): boolean =>
  item.from >= start && item.from < end && endOf(item) <= end + slack;

/** @throws ToolInputError for a span that is none, or one with nothing in it to move */
export function editTimeline(context: EditContext, given: Input): Edit {
  requireNoSelection(context);
  const { composition } = context;
  const { fps } = composition;
  const start = Math.round(given.fromSeconds * fps);
  const end = Math.round(given.toSeconds * fps);
  if (end <= start) throw new ToolInputError("toSeconds must be later than fromSeconds.");
  if (given.action !== "insert" && start >= durationInFramesOf(composition)) {
    throw new ToolInputError(`The film is ${(durationInFramesOf(composition) / fps).toFixed(2)} s long.`);
  }
  const span = { start, end, slack: Math.round(SLACK_SECONDS * fps) };
  const items = Object.values(composition.items);
  const operations = edits[given.action](
    items,
    span,
    given.atSeconds === undefined ? undefined : Math.round(given.atSeconds * fps),
  );
  if (operations.length === 0) throw new ToolInputError("Nothing in the film is touched by that.");
  return { operations, resultText: told(given, operations) };
}

const edits = { cut, insert, move };

function cut(items: readonly Item[], span: Span): Operation[] {
  const { start, end, slack } = span;
  const gone = end - start;
  return items.flatMap((item): Operation[] => {
    if (isInside(item, span)) return [{ op: "remove-item", itemId: item.id }];
    if (item.from >= end) return [place(item, { from: item.from - gone })];
    if (item.from >= start) return [place(item, { from: start, durationInFrames: endOf(item) - end })];
    if (endOf(item) <= start + slack) return [];
    const left = item.durationInFrames - (Math.min(endOf(item), end) - start);
    return [place(item, { durationInFrames: left })];
  });
}

function insert(items: readonly Item[], { start, end, slack }: Span): Operation[] {
  const room = end - start;
  return items.flatMap((item): Operation[] => {
    if (item.from >= start) return [place(item, { from: item.from + room })];
    // A clip or a voice is as long as it is.
    const isMade = item.type === "video" || item.type === "audio" || item.type === "captions";
    if (endOf(item) <= start + slack || isMade) return [];
    return [place(item, { durationInFrames: item.durationInFrames + room })];
  });
}

/** @throws ToolInputError when it is not said where to, or the span would move into itself */
function move(items: readonly Item[], span: Span, at: number | undefined): Operation[] {
  const { start, end } = span;
  if (at === undefined) throw new ToolInputError("move needs atSeconds.");
  if (at >= start && at <= end) throw new ToolInputError("The span is there already.");
  const length = end - start;
  const isEarlier = at < start;
  const shift = isEarlier ? at - start : at - end;
  const between: Span = isEarlier ? { ...span, start: at, end: start } : { ...span, start: end, end: at };
  return items.flatMap((item): Operation[] => {
    if (isInside(item, span)) return [place(item, { from: item.from + shift })];
    if (!isInside(item, between)) return [];
    return [place(item, { from: item.from + (isEarlier ? length : -length) })];
  });
}

const place = ({ id }: Item, set: { from?: number; durationInFrames?: number }): Operation => ({
  op: "update-item",
  itemId: id,
  set,
});

function told(
  { action, fromSeconds, toSeconds, atSeconds }: Input,
  operations: readonly Operation[],
): string {
  const span = `${fromSeconds} to ${toSeconds} s`;
  const ids = (op: Operation["op"]) =>
    operations.flatMap((operation) =>
      operation.op === op && "itemId" in operation ? [operation.itemId] : [],
    );
  const removed = ids("remove-item");
  const changed = ids("update-item");
  const what =
    action === "cut"
      ? `Cut ${span}`
      : action === "insert"
        ? `Opened ${span}`
        : `Moved ${span} to ${atSeconds} s`;
  return `${what}. Removed: ${removed.join(", ") || "nothing"}. Moved or trimmed: ${changed.join(", ") || "nothing"}.`;
}
