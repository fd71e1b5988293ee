import { isDeepStrictEqual } from "node:util";
import type { Asset, Composition, Item } from "../../core/contract/composition.ts";
import { type Check, placeOf } from "./checks.ts";

type Checks = Readonly<Record<string, Check>>;

/**
 * What an instruction must come to. Whatever it does not name must be as it was: items, their other keys, assets, music and
 * the film itself. Empty: nothing may change.
 *
 * Keys are an item's own, or `fromSeconds`, `seconds` and `place`, which stand for the keys they are made of.
 */
export interface Outcome {
  readonly changed?: Readonly<Record<string, Checks>>;
  readonly removed?: readonly string[];
  /** Each is one new item, and there are no others. */
  readonly added?: readonly Checks[];
  /** The item shows a picture or clip that was made for it; the check is for its prompt. */
  readonly repainted?: Readonly<Record<string, { readonly type: "image" | "video"; readonly prompt: Check }>>;
  /** The item says this text now, and captions of its scene show it; both may take another time. */
  readonly respoken?: Readonly<Record<string, Check>>;
  /** `mood` and `decibels` are the music's. */
  readonly film?: Readonly<
    Partial<Record<"compositionWidth" | "compositionHeight" | "fps" | "mood" | "decibels", Check>>
  >;
  /** What is answered. */
  readonly says?: Check;
}

const PLACE_KEYS = ["left", "top", "width", "height", "align"];
const KEYS_OF: Readonly<Record<string, readonly string[]>> = {
  fromSeconds: ["from"],
  seconds: ["durationInFrames"],
  place: PLACE_KEYS,
};

/** @returns what is not as it must be, in words; empty when all is */
export function problemsOf(before: Composition, after: Composition, outcome: Outcome): string[] {
  const { changed = {}, removed = [], added = [], repainted = {}, respoken = {} } = outcome;
  const named = new Set([...Object.keys({ ...changed, ...repainted, ...respoken }), ...removed]);
  const captionsOf = captionsFor(before, Object.keys(respoken));
  const untouched = Object.keys(before.items).filter((id) => !named.has(id) && !captionsOf.includes(id));
  return [
    ...Object.entries(changed).flatMap(([id, checks]) => changeProblems(before, after, id, checks)),
    ...removed.flatMap((id) => (after.items[id] === undefined ? [] : [`${id} must be gone`])),
    ...Object.entries(repainted).flatMap(([id, wanted]) => pictureProblems(before, after, id, wanted)),
    ...Object.entries(respoken).flatMap(([id, check]) => voiceProblems(before, after, id, check)),
    ...captionsOf.flatMap((id) => captionProblems(before, after, id)),
    ...additionProblems(before, after, added),
    ...untouched.flatMap((id) =>
      isDeepStrictEqual(after.items[id], before.items[id]) ? [] : [`${id} must stay as it was`],
    ),
    ...filmProblems(before, after, outcome),
    ...orderProblems(before, after, untouched),
  ];
}

const viewOf = (item: Item, composition: Composition): Record<string, unknown> => ({
  ...item,
  fromSeconds: item.from / composition.fps,
  seconds: item.durationInFrames / composition.fps,
  place: placeOf(item, composition),
});

const failures = (
  id: string,
  checks: Checks,
  now: Record<string, unknown>,
  was: Record<string, unknown>,
): string[] =>
  Object.entries(checks).flatMap(([key, { label, holds }]) =>
    holds(now[key], was[key]) ? [] : [`${key} of ${id} must be ${label}, is ${JSON.stringify(now[key])}`],
  );

/** Keys of an item that differ although nothing said so. */
function strayKeys(id: string, now: Item, was: Item, allowed: readonly string[]): string[] {
  const keys = new Set([...Object.keys(now), ...Object.keys(was)]);
  const under = (item: Item, key: string): unknown =>
    Object.entries(item).find(([name]) => name === key)?.[1];
  return [...keys]
    .filter((key) => !allowed.includes(key) && !isDeepStrictEqual(under(now, key), under(was, key)))
    .map((key) => `${key} of ${id} must stay as it was`);
}

function changeProblems(before: Composition, after: Composition, id: string, checks: Checks): string[] {
  const [was, now] = [before.items[id], after.items[id]];
  if (was === undefined) return [`there was no ${id}: the instruction is wrong`];
  if (now === undefined) return [`${id} must still be there`];
  const allowed = Object.keys(checks).flatMap((key) => KEYS_OF[key] ?? [key]);
  return [
    ...failures(id, checks, viewOf(now, after), viewOf(was, before)),
    ...strayKeys(id, now, was, allowed),
  ];
}

const assetOf = (item: Item | undefined, { assets }: Composition): Asset | undefined =>
  item !== undefined && "assetId" in item && typeof item.assetId === "string"
    ? assets[item.assetId]
    : undefined;

function pictureProblems(
  before: Composition,
  after: Composition,
  id: string,
  { type, prompt }: { readonly type: "image" | "video"; readonly prompt: Check },
): string[] {
  const [was, now] = [before.items[id], after.items[id]];
  const asset = assetOf(now, after);
  if (was === undefined || now === undefined || asset === undefined) return [`${id} must show something`];
  if (before.assets[asset.id] !== undefined) return [`${id} must show something new`];
  const isMade = now.type === type && asset.type === type && asset.contentHash !== undefined;
  return [
    ...(isMade ? [] : [`${id} must show a new ${type}`]),
    ...(prompt.holds(asset.prompt, undefined)
      ? []
      : [`${id} must show ${prompt.label}, shows "${asset.prompt}"`]),
    ...strayKeys(id, now, was, ["assetId", ...(was.type === type ? [] : ["type"])]),
  ];
}

function voiceProblems(before: Composition, after: Composition, id: string, check: Check): string[] {
  const [was, now] = [before.items[id], after.items[id]];
  const [old, asset] = [assetOf(was, before), assetOf(now, after)];
  if (was === undefined || now === undefined || asset === undefined) return [`${id} must say something`];
  return [
    ...(check.holds(asset.spokenText, undefined)
      ? []
      : [`${id} must say ${check.label}, says "${asset.spokenText}"`]),
    ...(asset.contentHash === undefined ? [`${id} must be spoken anew`] : []),
    ...(asset.voiceId === old?.voiceId ? [] : [`${id} must be said by the same voice`]),
    ...strayKeys(id, now, was, ["assetId", "durationInFrames"]),
  ];
}

const captionsFor = ({ items }: Composition, voices: readonly string[]): string[] =>
  Object.values(items)
    .filter(({ type, sceneId }) => type === "captions" && voices.some((id) => items[id]?.sceneId === sceneId))
    .map(({ id }) => id);

function captionProblems(before: Composition, after: Composition, id: string): string[] {
  const [was, now] = [before.items[id], after.items[id]];
  if (was === undefined || now === undefined) return [`${id} must still be there`];
  const isNew = !isDeepStrictEqual(was.captions, now.captions);
  return [
    ...(isNew ? [] : [`${id} must show the new words`]),
    ...strayKeys(id, now, was, ["captions", "durationInFrames"]),
  ];
}

function additionProblems(before: Composition, after: Composition, added: readonly Checks[]): string[] {
  const isInTrack = (id: string) => after.tracks.some(({ items }) => items.includes(id));
  const fresh = Object.values(after.items).filter(({ id }) => before.items[id] === undefined);
  const problems = fresh.filter(({ id }) => !isInTrack(id)).map(({ id }) => `${id} must be in a track`);
  if (fresh.length !== added.length) {
    return [
      ...problems,
      `${added.length} items must be new, are ${fresh.map(({ id }) => id).join(", ") || "none"}`,
    ];
  }
  const left = [...fresh];
  for (const checks of added) {
    const tried = left.map((item) => failures(item.id, checks, viewOf(item, after), {}));
    const index = tried.findIndex((found) => found.length === 0);
    if (index === -1) problems.push(...(tried[0] ?? []));
    left.splice(Math.max(0, index), 1);
  }
  return problems;
}

function filmProblems(before: Composition, after: Composition, { film = {} }: Outcome): string[] {
  const about = ({
    items: _,
    tracks: __,
    assets: ___,
    music,
    ...rest
  }: Composition): Record<string, unknown> => ({
    ...rest,
    mood: music?.mood,
    decibels: music?.decibelAdjustment,
  });
  const [was, now] = [about(before), about(after)];
  const checks: Checks = film;
  const strays = [...new Set([...Object.keys(was), ...Object.keys(now)])].filter(
    (key) => checks[key] === undefined && !isDeepStrictEqual(was[key], now[key]),
  );
  const lost = Object.entries(before.assets).filter(
    ([id, asset]) => !isDeepStrictEqual(after.assets[id], asset),
  );
  return [
    ...failures("the film", checks, now, was),
    ...strays.map((key) => `${key} of the film must stay as it was`),
    ...lost.map(([id]) => `asset ${id} must stay as it was`),
  ];
}

/** What lies in front of what, of the items that nothing was said of. */
function orderProblems(before: Composition, after: Composition, untouched: readonly string[]): string[] {
  const order = ({ tracks }: Composition) =>
    tracks.flatMap(({ items }) => items).filter((id) => untouched.includes(id));
  return isDeepStrictEqual(order(before), order(after))
    ? []
    : ["what is in front of what must stay as it was"];
}
