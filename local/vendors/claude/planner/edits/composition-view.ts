import { asRecord } from "../read-conversation.ts";

/** An item of the composition as an editor speaks of it; whatever the JSON does not say is undefined. */
export interface ViewedItem {
  readonly id: string;
  readonly type: string;
  readonly fromSeconds: number;
  readonly durationSeconds: number;
  readonly text?: string;
  readonly fontSize?: number;
  readonly volume?: number;
  /** Loudness against its own, when the composition says it so. */
  readonly decibels?: number;
  /** Pixels; absent when it fills the frame. */
  readonly box?: Readonly<Record<"left" | "top" | "width" | "height", number>>;
  /** Which scene it belongs to, when the composition says so. */
  readonly sceneId?: string;
  /** What its picture was made from, when the composition says so. */
  readonly prompt?: string;
  /** Everything written about the item and its asset, lower case, without addresses. */
  readonly described: string;
}

export interface View {
  /** In the order of the timeline. */
  readonly items: readonly ViewedItem[];
  readonly endSeconds: number;
  readonly backgroundColor?: string;
  /** Under the whole film. */
  readonly music?: { readonly mood: string; readonly decibels: number };
}

const DEFAULT_FPS = 30;

function stringsIn(value: unknown): string[] {
  if (typeof value === "string") return /^(?:https?:|data:)/.test(value) ? [fileName(value)] : [value];
  if (Array.isArray(value)) return value.slice(0, 20).flatMap(stringsIn);
  return Object.values(asRecord(value)).flatMap(stringsIn);
}

function fileName(address: string): string {
  return address.startsWith("data:") ? "" : (address.split(/[?#]/)[0]?.split("/").at(-1) ?? "");
}

function numberIn(...values: readonly unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === "number" && Number.isFinite(value));
}

function stringIn(...values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === "string" && value !== "");
}

function viewItem(key: string, raw: unknown, assets: Record<string, unknown>, fps: number): ViewedItem {
  const item = asRecord(raw);
  const style = asRecord(item.style);
  const details = asRecord(item.details);
  const metadata = asRecord(item.metadata);
  const asset = asRecord(assets[String(item.assetId)]);
  const text = stringIn(item.text, details.text, asset.spokenText);
  const decibels = numberIn(item.decibelAdjustment);
  const box = boxOf(item);
  const fontSize = numberIn(item.fontSize, style.fontSize, details.fontSize);
  const volume = numberIn(item.volume, details.volume);
  const sceneId =
    stringIn(item.sceneId, metadata.sceneId) ?? numberIn(item.sceneIndex, metadata.sceneIndex)?.toString();
  const prompt = stringIn(
    item.prompt,
    metadata.prompt,
    asset.prompt,
    asset.description,
    asset.alt,
    asset.name,
  );
  return {
    id: stringIn(item.id) ?? key,
    type: stringIn(item.type) ?? "unknown",
    fromSeconds: numberIn(item.fromSeconds) ?? (numberIn(item.from) ?? 0) / fps,
    durationSeconds: numberIn(item.durationSeconds) ?? (numberIn(item.durationInFrames) ?? 0) / fps,
    ...(text === undefined ? {} : { text }),
    ...(fontSize === undefined ? {} : { fontSize }),
    ...(volume === undefined ? {} : { volume }),
    ...(decibels === undefined ? {} : { decibels }),
    ...(box === undefined ? {} : { box }),
    ...(sceneId === undefined ? {} : { sceneId }),
    ...(prompt === undefined ? {} : { prompt }),
    described: [...stringsIn(item), ...stringsIn(asset), key].join(" ").toLowerCase(),
  };
}

function boxOf(item: Record<string, unknown>): ViewedItem["box"] {
  const [left, top, width, height] = ["left", "top", "width", "height"].map((side) => numberIn(item[side]));
  if (left === undefined || top === undefined || width === undefined || height === undefined)
    return undefined;
  return { left, top, width, height };
}

export function viewComposition(composition: Readonly<Record<string, unknown>>): View {
  const fps = numberIn(composition.fps) ?? DEFAULT_FPS;
  const assets = asRecord(composition.assets);
  const rawItems = composition.items;
  const entries: [string, unknown][] = Array.isArray(rawItems)
    ? rawItems.map((item, index) => [String(asRecord(item).id ?? index), item])
    : Object.entries(asRecord(rawItems));
  const items = entries
    .map(([key, raw]) => viewItem(key, raw, assets, fps))
    .toSorted((a, b) => a.fromSeconds - b.fromSeconds);
  const backgroundColor = stringIn(composition.backgroundColor);
  const { mood, decibelAdjustment } = asRecord(composition.music);
  return {
    items,
    endSeconds: items.reduce((end, item) => Math.max(end, item.fromSeconds + item.durationSeconds), 0),
    ...(backgroundColor === undefined ? {} : { backgroundColor }),
    ...(typeof mood === "string" && { music: { mood, decibels: numberIn(decibelAdjustment) ?? 0 } }),
  };
}

/** What is seen and heard together. */
export interface ViewedScene {
  readonly items: readonly ViewedItem[];
  readonly fromSeconds: number;
  readonly endSeconds: number;
}

const PICTURES = ["image", "video"];

/** Pictures that follow each other; one that lasts while others come and go (a logo) lies over them. */
export function backbone(pictures: readonly ViewedItem[]): ViewedItem[] {
  const covers = (long: ViewedItem, short: ViewedItem) =>
    long.durationSeconds > short.durationSeconds + 0.5 &&
    long.fromSeconds <= short.fromSeconds + 1e-6 &&
    endOf(long) >= endOf(short) - 1e-6;
  return pictures.filter((picture) => !pictures.some((other) => other !== picture && covers(picture, other)));
}

/** The scenes of the film: by scene id where items carry one, else one for each picture with what begins while it lasts. */
export function scenesOf(view: View): ViewedScene[] {
  const groups = new Map<string, ViewedItem[]>();
  const hasIds = view.items.some((item) => item.sceneId !== undefined);
  const pictures = backbone(view.items.filter((item) => PICTURES.includes(item.type)));
  for (const item of view.items) {
    const owner = pictures.findLast((picture) => picture.fromSeconds <= item.fromSeconds + 1e-6);
    const key = hasIds ? item.sceneId : owner?.id;
    const isLonger = !hasIds && owner !== undefined && endOf(item) > endOf(owner) + 0.5;
    if (key === undefined || isLonger) continue;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()]
    .map((items) => ({
      items,
      fromSeconds: Math.min(...items.map((item) => item.fromSeconds)),
      endSeconds: Math.max(...items.map(endOf)),
    }))
    .toSorted((a, b) => a.fromSeconds - b.fromSeconds);
}

export function endOf(item: ViewedItem): number {
  return item.fromSeconds + item.durationSeconds;
}
