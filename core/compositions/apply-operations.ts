import fastJsonPatch from "fast-json-patch";
import * as z from "zod";
import {
  asset as assetSchema,
  type Composition,
  composition as compositionSchema,
  type Item,
  item as itemSchema,
  type Track,
  track as trackSchema,
} from "../contract/composition.ts";
import { OperationConflictError } from "./errors.ts";
import type { Operation, OperationOf } from "./operations.ts";
import { compositionProblems } from "./validate.ts";

/**
 * Applies a list of operations, all of them or none. What is there already exactly as asked (an asset, track or item
 * added again, something removed again) is left alone, so that a repeated step repeats nothing.
 *
 * @returns a new composition; `composition` is not changed
 * @throws {OperationConflictError} an operation names what is not there (any more), adds what is there differently, or
 *   leaves something behind that the schema does not allow
 */
export function applyOperations(composition: Composition, operations: readonly Operation[]): Composition {
  const draft = structuredClone(composition);
  operations.forEach((operation, index) => {
    const conflict = (message: string): never => {
      throw new OperationConflictError(index, `${operation.op}: ${message}`);
    };
    apply(draft, operation, conflict);
  });
  const [problem] = compositionProblems(draft);
  if (problem !== undefined) {
    throw new OperationConflictError(operations.length, `${problem.path}: ${problem.message}`);
  }
  return draft;
}

/** Throws an error that says which operation it was. */
type Conflict = (message: string) => never;

function apply(draft: Composition, operation: Operation, conflict: Conflict): void {
  switch (operation.op) {
    case "add-asset":
      addOnce(draft.assets, operation.asset.id, operation.asset, conflict);
      break;
    case "update-asset":
      update(draft.assets, operation.assetId, assetSchema, operation, conflict);
      break;
    case "remove-asset":
      removeAsset(draft, operation, conflict);
      break;
    case "add-track":
      addTrack(draft, operation);
      break;
    case "update-track":
      updateTrack(draft, operation, conflict);
      break;
    case "remove-track":
      removeTrack(draft, operation);
      break;
    case "add-item":
      addItem(draft, operation, conflict);
      break;
    case "update-item":
      update(draft.items, operation.itemId, itemSchema, operation, conflict);
      break;
    case "move-item":
      moveItem(draft, operation, conflict);
      break;
    case "remove-item":
      delete draft.items[operation.itemId];
      detach(draft, operation.itemId);
      break;
    case "set-canvas":
      setCanvas(draft, operation, conflict);
      break;
    case "set-music":
      draft.music = structuredClone(operation.music);
  }
}

const isSame = (a: unknown, b: unknown): boolean => fastJsonPatch.compare({ it: a }, { it: b }).length === 0;

function own<Value>(record: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function addOnce<Value>(record: Record<string, Value>, key: string, value: Value, conflict: Conflict): void {
  const existing = own(record, key);
  if (existing === undefined) record[key] = structuredClone(value);
  else if (!isSame(existing, value)) conflict(`${key} is there already, and different`);
}

function update<Value extends object>(
  record: Record<string, Value>,
  key: string,
  schema: {
    safeParse(
      value: unknown,
    ): { success: true; data: Value } | { success: false; error: { message: string } };
  },
  { set, unset = [] }: { set: Record<string, unknown>; unset?: string[] | undefined },
  conflict: Conflict,
): void {
  const existing = own(record, key);
  const found = existing ?? conflict(`there is no ${key}`);
  record[key] = changed(found, schema, set, unset, conflict);
}

/** `id` and `type` are what a thing is: an update cannot touch them. */
function changed<Value extends object>(
  existing: Value,
  schema: {
    safeParse(
      value: unknown,
    ): { success: true; data: Value } | { success: false; error: { message: string } };
  },
  set: Record<string, unknown>,
  unset: readonly string[],
  conflict: Conflict,
): Value {
  const removed = new Set(unset);
  const fixed = Object.entries(existing).filter(([name]) => name === "id" || name === "type");
  const next = Object.fromEntries(
    [...Object.entries(existing), ...Object.entries(structuredClone(set)), ...fixed].filter(
      ([name]) => !removed.has(name) || name === "id" || name === "type",
    ),
  );
  const parsed = schema.safeParse(next);
  return parsed.success ? parsed.data : conflict(parsed.error.message);
}

const canvas = z.lazy(() =>
  compositionSchema.unwrap().pick({ fps: true, compositionWidth: true, compositionHeight: true }),
);

function setCanvas(draft: Composition, operation: OperationOf<"set-canvas">, conflict: Conflict): void {
  const { fps = draft.fps } = operation;
  const { compositionWidth = draft.compositionWidth, compositionHeight = draft.compositionHeight } =
    operation;
  const parsed = canvas.safeParse({ fps, compositionWidth, compositionHeight });
  Object.assign(draft, parsed.success ? parsed.data : conflict(parsed.error.message));
}

function trackOf(draft: Composition, trackId: string, conflict: Conflict): Track {
  return draft.tracks.find(({ id }) => id === trackId) ?? conflict(`there is no track ${trackId}`);
}

function detach(draft: Composition, itemId: string): void {
  for (const track of draft.tracks) track.items = track.items.filter((id) => id !== itemId);
}

function insert<Value>(list: Value[], value: Value, index: number | undefined): void {
  list.splice(index ?? list.length, 0, value);
}

function addTrack(draft: Composition, { track, index }: OperationOf<"add-track">): void {
  if (draft.tracks.some(({ id }) => id === track.id)) return;
  insert(draft.tracks, { ...structuredClone(track), items: [] }, index);
}

function updateTrack(
  draft: Composition,
  { trackId, set, unset = [] }: OperationOf<"update-track">,
  conflict: Conflict,
): void {
  const existing = trackOf(draft, trackId, conflict);
  const next = changed(existing, trackSchema, { ...set, items: existing.items }, unset, conflict);
  draft.tracks[draft.tracks.indexOf(existing)] = next;
}

function removeTrack(draft: Composition, { trackId }: OperationOf<"remove-track">): void {
  const existing = draft.tracks.find(({ id }) => id === trackId);
  for (const itemId of existing?.items ?? []) delete draft.items[itemId];
  draft.tracks = draft.tracks.filter(({ id }) => id !== trackId);
}

function addItem(draft: Composition, operation: OperationOf<"add-item">, conflict: Conflict): void {
  const { trackId, item, index } = operation;
  const track = trackOf(draft, trackId, conflict);
  const isNew = own(draft.items, item.id) === undefined;
  addOnce(draft.items, item.id, item, conflict);
  if (isNew) insert(track.items, item.id, index);
}

function moveItem(draft: Composition, operation: OperationOf<"move-item">, conflict: Conflict): void {
  const { itemId, trackId, index } = operation;
  const track = trackOf(draft, trackId, conflict);
  if (own(draft.items, itemId) === undefined) conflict(`there is no item ${itemId}`);
  detach(draft, itemId);
  insert(track.items, itemId, index);
}

function removeAsset(draft: Composition, { assetId }: OperationOf<"remove-asset">, conflict: Conflict): void {
  const user = Object.values(draft.items).find((item: Item) => "assetId" in item && item.assetId === assetId);
  if (user !== undefined) conflict(`${assetId} is used by item ${user.id}`);
  delete draft.assets[assetId];
}
