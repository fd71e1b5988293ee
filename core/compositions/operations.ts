import * as z from "zod";
import { asset, item, music } from "../contract/composition.ts";

/*
 * Edits as data. An agent reasons over one version of a composition and is saved into another, so what it does is
 * kept as a list of these and applied to whatever is stored. Serializable; ids are the caller's and make them idempotent.
 */

const id = z.string().min(1).max(200);
/** Place in a list, from 0; absent or past the end: last. */
const index = z.number().int().min(0).optional();
/** Keys to set, and keys to remove. `id` and `type` cannot change. */
const changes = { set: z.record(z.string(), z.unknown()), unset: z.array(z.string()).optional() };

export const operation = z.discriminatedUnion("op", [
  z.object({ op: z.literal("add-asset"), asset }),
  z.object({ op: z.literal("update-asset"), assetId: id, ...changes }),
  /** Refused while an item uses it. */
  z.object({ op: z.literal("remove-asset"), assetId: id }),
  /** A track without items, or one that is there already. Index 0 is in front of all others. */
  z.object({
    op: z.literal("add-track"),
    track: z.looseObject({ id, trackType: z.string().optional(), name: z.string().optional() }),
    index,
  }),
  z.object({ op: z.literal("update-track"), trackId: id, ...changes }),
  /** Its items go with it. */
  z.object({ op: z.literal("remove-track"), trackId: id }),
  z.object({ op: z.literal("add-item"), trackId: id, item, index }),
  z.object({ op: z.literal("update-item"), itemId: id, ...changes }),
  z.object({ op: z.literal("move-item"), itemId: id, trackId: id, index }),
  z.object({ op: z.literal("remove-item"), itemId: id }),
  z.object({
    op: z.literal("set-canvas"),
    compositionWidth: z.number().optional(),
    compositionHeight: z.number().optional(),
    fps: z.number().optional(),
  }),
  z.object({ op: z.literal("set-music"), music }),
]);

export type Operation = z.infer<typeof operation>;
/** The operation of one kind. */
export type OperationOf<Kind extends Operation["op"]> = Extract<Operation, { op: Kind }>;
