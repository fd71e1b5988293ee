import { AwsError } from "../../types.ts";

/** How a piece of text is to be said. */
export interface Prosody {
  /** The synthesizer's own notation, as SSML has it: `80%`, `slow`, `+10%`; absent: as the voice speaks. */
  readonly rate?: string;
  readonly pitch?: string;
  readonly volume?: string;
}

/** What a speech consists of, in order. Offsets are UTF-8 bytes of the request's text, tags counted. */
export type SpeechItem =
  | {
      readonly kind: "text";
      /** As it stands in the request. */
      readonly raw: string;
      readonly isEscaped: boolean;
      readonly startByte: number;
      readonly prosody: Prosody;
    }
  | { readonly kind: "pause"; readonly milliseconds: number }
  | { readonly kind: "mark"; readonly name: string; readonly startByte: number; readonly endByte: number }
  /** End of a paragraph or sentence element. */
  | { readonly kind: "boundary" };

const strengths: Readonly<Record<string, number>> = {
  none: 0,
  "x-weak": 0,
  weak: 100,
  medium: 250,
  strong: 400,
  "x-strong": 700,
};

/** Elements whose text is simply spoken; what they would change cannot be heard here. */
const transparent = new Set([
  "lang",
  "emphasis",
  "say-as",
  "w",
  "phoneme",
  "amazon:effect",
  "amazon:auto-breaths",
  "amazon:domain",
]);

/** The speech of a plain text. */
export function plainSpeech(text: string): SpeechItem[] {
  return [{ kind: "text", raw: text, isEscaped: false, startByte: 0, prosody: {} }];
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidSsmlException", `Invalid SSML request: ${reason}`);
}

/**
 * Reads SSML: speak, p, s, break, mark, prosody, sub, and elements whose content is simply spoken.
 * @throws AwsError InvalidSsmlException for anything that is not well formed or not known
 */
export function parseSsml(ssml: string): SpeechItem[] {
  const items: SpeechItem[] = [];
  const open: { name: string; prosody: Prosody; alias?: string }[] = [];
  let startByte = 0;
  let isFinished = false;
  for (const part of ssml.match(/<!--[\s\S]*?-->|<[^>]*>|[^<]+|</g) ?? []) {
    const endByte = startByte + Buffer.byteLength(part);
    const inside = open.at(-1);
    if (part.startsWith("<!--")) {
      startByte = endByte;
      continue;
    }
    if (!part.startsWith("<")) {
      if (part.trim() !== "") {
        if (!inside) throw invalid("text outside <speak>");
        if (/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(part))
          throw invalid("an & that is not escaped");
        if (inside.alias === undefined)
          items.push({ kind: "text", raw: part, isEscaped: true, startByte, prosody: inside.prosody });
      }
      startByte = endByte;
      continue;
    }
    const [, slash, name = "", attributeText = "", selfClosing] =
      /^<(\/?)([\w:-]+)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>$/.exec(part) ?? [];
    if (name === "") throw invalid(`${part.slice(0, 40)} is not a tag`);
    if (slash) {
      const closed = open.pop();
      if (closed?.name !== name)
        throw invalid(`</${name}> does not close ${closed ? `<${closed.name}>` : "anything"}`);
      if (name === "p" || name === "s") items.push({ kind: "boundary" });
      isFinished = open.length === 0;
    } else {
      const attributes = readAttributes(attributeText);
      if (isFinished || (open.length === 0) !== (name === "speak"))
        throw invalid("<speak> must be the one outermost element");
      const prosody = inside?.prosody ?? {};
      switch (name) {
        case "speak":
          open.push({ name, prosody });
          break;
        case "break":
          items.push({ kind: "pause", milliseconds: pauseOf(attributes) });
          if (!selfClosing) open.push({ name, prosody });
          break;
        case "mark":
          if (!attributes.name) throw invalid("<mark> has no name");
          items.push({ kind: "mark", name: attributes.name, startByte, endByte });
          if (!selfClosing) open.push({ name, prosody });
          break;
        case "p":
        case "s":
          items.push({ kind: "boundary" });
          open.push({ name, prosody });
          break;
        case "prosody":
          open.push({ name, prosody: { ...prosody, ...prosodyOf(attributes) } });
          break;
        case "sub":
          if (!attributes.alias) throw invalid("<sub> has no alias");
          items.push({ kind: "text", raw: attributes.alias, isEscaped: true, startByte, prosody });
          open.push({ name, prosody, alias: attributes.alias });
          break;
        default:
          if (!transparent.has(name)) throw invalid(`<${name}> is not supported`);
          if (!selfClosing) open.push({ name, prosody });
      }
    }
    startByte = endByte;
  }
  if (!isFinished)
    throw invalid(open.length > 0 ? `<${open.at(-1)?.name}> is not closed` : "there is no <speak>");
  return items;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of text.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g))
    attributes[name] = double ?? single ?? "";
  return attributes;
}

function pauseOf(attributes: Record<string, string>): number {
  const { time, strength = "medium" } = attributes;
  if (time === undefined) {
    const pause = strengths[strength];
    if (pause === undefined) throw invalid(`a break of strength "${strength}"`);
    return pause;
  }
  const [, count, unit] = /^\+?([\d.]+)(ms|s)$/.exec(time) ?? [];
  const milliseconds = Number(count) * (unit === "s" ? 1000 : 1);
  if (!unit || !Number.isFinite(milliseconds)) throw invalid(`a break of "${time}"`);
  // Polly's own limit.
  return Math.min(10_000, milliseconds);
}

function prosodyOf(attributes: Record<string, string>): Prosody {
  const { rate, pitch, volume, ...others } = attributes;
  const unknown = Object.keys(others).filter((name) => name !== "amazon:max-duration");
  if (unknown.length > 0) throw invalid(`<prosody> has no ${unknown.join(", ")}`);
  if (rate !== undefined && !/^(x-slow|slow|medium|fast|x-fast|[+-]?\d+(\.\d+)?%)$/.test(rate))
    throw invalid(`a rate of "${rate}"`);
  return { ...(rate ? { rate } : {}), ...(pitch ? { pitch } : {}), ...(volume ? { volume } : {}) };
}
