import { parseArgs } from "node:util";
import slugify from "@sindresorhus/slugify";
import { UsageError } from "../terminal/user-error.ts";

const SIZES = {
  "16:9": { "720p": [1280, 720], "1080p": [1920, 1080] },
  "9:16": { "720p": [720, 1280], "1080p": [1080, 1920] },
  "1:1": { "720p": [720, 720], "1080p": [1080, 1080] },
} as const;
const LOCALES = ["en", "ko", "es"] as const;

/** The longest message that the Agent API takes, in characters. */
const MAX_TOPIC_CHARACTERS = 8000;

export interface MakeOptions {
  /** Undefined only with `isResume`. */
  readonly topic: string | undefined;
  readonly locale: (typeof LOCALES)[number];
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly resolution: "720p" | "1080p";
  readonly scenes: number | undefined;
  readonly out: string | undefined;
  readonly isResume: boolean;
  readonly isJson: boolean;
}

/** @throws {UsageError} naming the option that is wrong */
export function parseMakeOptions(args: readonly string[]): MakeOptions {
  const { values, positionals } = parse(args);
  const isResume = values.resume === true;
  const topic = positionals.join(" ").trim();
  if (!isResume && topic === "") throw new UsageError('Say what the film is about: npm run make -- "TOPIC"');
  if (topic.length > MAX_TOPIC_CHARACTERS) {
    throw new UsageError(
      `The topic has ${topic.length} characters; at most ${MAX_TOPIC_CHARACTERS} are possible`,
    );
  }
  const aspect = oneOf("--aspect", values.aspect ?? "16:9", ["16:9", "9:16", "1:1"]);
  const resolution = oneOf("--resolution", values.resolution ?? "1080p", ["720p", "1080p"]);
  const [width, height] = SIZES[aspect][resolution];
  return {
    topic: topic || undefined,
    locale: oneOf("--locale", values.locale ?? localeOf(topic), LOCALES),
    width,
    height,
    resolution,
    scenes: values.scenes === undefined ? undefined : wholeNumber("--scenes", values.scenes, 1, 100),
    out: values.out,
    isResume,
    isJson: values.json === true,
  };
}

/** Hangul is Korean; nothing as sure tells Spanish from English. */
const localeOf = (topic: string): (typeof LOCALES)[number] =>
  /\p{Script=Hangul}/u.test(topic) ? "ko" : "en";

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        locale: { type: "string" },
        aspect: { type: "string" },
        resolution: { type: "string" },
        scenes: { type: "string" },
        out: { type: "string" },
        resume: { type: "boolean" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<const Value extends string>(option: string, given: string, possible: readonly Value[]): Value {
  const found = possible.find((value) => value === given);
  if (!found) throw new UsageError(`${option} is one of ${possible.join(", ")}, not "${given}"`);
  return found;
}

/** @throws {UsageError} */
export function wholeNumber(option: string, given: string, min: number, max: number): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value < min || value > max) {
    throw new UsageError(`${option} is a whole number from ${min} to ${max}, not "${given}"`);
  }
  return value;
}

/** "Explain how a solar eclipse happens in 4 scenes" → "how-a-solar-eclipse-happens". */
export function slugOf(topic: string): string {
  const subject = topic
    .replace(/^\s*(please\s+)?(explain|describe|tell me|show me|show)\s+(me\s+)?/i, "")
    .replace(/\s+in\s+\S+\s+scenes?\b/i, "")
    .replace(/\s+en\s+\S+\s+escenas?\b/i, "")
    .replace(/\s*\S+\s*개(의)?\s*장면(으로)?/, "");
  return slugify(subject).slice(0, 80).replace(/-+$/, "") || "film";
}
