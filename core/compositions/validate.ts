import { type Composition, composition as compositionSchema, type Item } from "../contract/composition.ts";
import { type FieldProblem, InvalidRequestError, TooLargeError } from "../contract/errors.ts";

/** A composition as JSON, at most. */
export const MAX_COMPOSITION_BYTES = 5 * 1024 * 1024;

/** As many as a person can use; a broken program can make thousands. */
const MAX_PROBLEMS = 20;

/**
 * Makes a composition of what a client sent: shape, sane sizes, references. Unknown keys stay.
 *
 * @param path where it was in the request, for the problems' paths
 * @throws {InvalidRequestError} 400 INVALID_PARAMETERS, each problem with its JSON path
 * @throws {TooLargeError} 413, more than 5 MB
 */
export function parseComposition(value: unknown, path = "composition"): Composition {
  const at = (problem: FieldProblem): FieldProblem => ({
    ...problem,
    path: problem.path === "" ? path : `${path}.${problem.path}`,
  });
  const parsed = compositionSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: keys, message }) => ({
      path: keys.map(String).join("."),
      message,
    }));
    throw new InvalidRequestError("INVALID_PARAMETERS", problems.slice(0, MAX_PROBLEMS).map(at));
  }
  const problems = compositionProblems(parsed.data);
  if (problems.length > 0) {
    throw new InvalidRequestError("INVALID_PARAMETERS", problems.slice(0, MAX_PROBLEMS).map(at));
  }
  if (sizeInBytes(parsed.data) > MAX_COMPOSITION_BYTES) {
    throw new TooLargeError(`${path} is larger than ${MAX_COMPOSITION_BYTES} bytes.`);
  }
  return parsed.data;
}

/** Size as JSON in UTF-8. */
export const sizeInBytes = (value: unknown): number =>
  new TextEncoder().encode(JSON.stringify(value)).byteLength;

/** References that lead nowhere or to the wrong thing, with their JSON paths; shapes are the schema's. */
export function compositionProblems(composition: Composition): FieldProblem[] {
  return [
    ...keyProblems(composition),
    ...trackProblems(composition),
    ...Object.entries(composition.items).flatMap(([key, item]) => assetProblems(composition, key, item)),
  ];
}

function keyProblems({ items, assets }: Composition): FieldProblem[] {
  const mismatches = (name: string, record: Record<string, { id: string }>): FieldProblem[] =>
    Object.entries(record)
      .filter(([key, { id }]) => key !== id)
      .map(([key]) => ({ path: `${name}.${key}.id`, message: "must equal the key it is under" }));
  return [...mismatches("items", items), ...mismatches("assets", assets)];
}

function trackProblems({ tracks, items }: Composition): FieldProblem[] {
  const seenTracks = new Set<string>();
  const seenItems = new Set<string>();
  return tracks.flatMap((track, trackIndex) => {
    const problems: FieldProblem[] = [];
    if (seenTracks.has(track.id)) {
      problems.push({ path: `tracks.${trackIndex}.id`, message: `there are two tracks ${track.id}` });
    }
    seenTracks.add(track.id);
    track.items.forEach((itemId, itemIndex) => {
      const path = `tracks.${trackIndex}.items.${itemIndex}`;
      if (!Object.hasOwn(items, itemId)) problems.push({ path, message: `there is no item ${itemId}` });
      else if (seenItems.has(itemId))
        problems.push({ path, message: `item ${itemId} is in a track already` });
      seenItems.add(itemId);
    });
    return problems;
  });
}

/** A clip may lend its sound to an audio item. */
const fittingAssets = { image: ["image"], video: ["video"], audio: ["audio", "video"] };

function assetProblems({ assets }: Composition, key: string, item: Item): FieldProblem[] {
  if (item.type !== "image" && item.type !== "video" && item.type !== "audio") return [];
  const path = `items.${key}.assetId`;
  const asset = Object.hasOwn(assets, item.assetId) ? assets[item.assetId] : undefined;
  if (asset === undefined) return [{ path, message: `there is no asset ${item.assetId}` }];
  if (!fittingAssets[item.type].includes(asset.type)) {
    return [{ path, message: `an item of type ${item.type} cannot show an asset of type ${asset.type}` }];
  }
  return [];
}
