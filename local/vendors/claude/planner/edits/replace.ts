import type { Locale } from "../locale.ts";
import { patternText } from "../pattern-text.ts";
import { pictureWords } from "../picture-words.ts";
import type { ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** What is there and what is wanted instead, as said. */
interface Exchange {
  readonly old: string;
  readonly wanted: string;
}

const EXCHANGES: readonly RegExp[] = [
  /\b(?:replace|swap|substitute|exchange|change|turn)\s+(?:out\s+)?(.+?)\s+(?:with|for|by|to|into)\s+(.+)$/iu,
  /\b(?:reemplaza\w*|sustituye\w*|cambia\w*|intercambia\w*)\s+(.+?)\s+(?:por|con|a)\s+(.+)$/iu,
  /^(.+?)(?:을|를)\s+(.+?)(?:으로|로)\s*(?:변경|바꿔|바꾸|교체|대체|수정)/u,
  /^(.+?)\s*대신(?:에)?\s+(.+?)(?:을|를|으로|로)/u,
];

function exchangeIn(text: string): Exchange | undefined {
  for (const pattern of EXCHANGES) {
    const [, old, wanted] = pattern.exec(text) ?? [];
    if (old !== undefined && wanted !== undefined)
      return { old: old.trim(), wanted: wanted.trim().replace(/[.!]+$/u, "") };
  }
  return undefined;
}

const ARTICLES = /^(?:the|an?|my|our|this|that|el|la|los|las|un|una|unos|unas)\s+/iu;

function bare(text: string): string {
  return text.trim().replace(ARTICLES, "");
}

/** "a black leather one" of "the white sofa" is a black leather sofa. */
function resolveOne(wanted: string, old: string): string {
  const head = bare(old).split(/\s+/).at(-1) ?? "";
  return bare(bare(wanted).replace(/^(?:picture|image|photo|photograph|video|clip) of /iu, ""))
    .replace(/\b(?:one|ones)\b/iu, head)
    .trim();
}

function toEnglish(text: string, written: Locale): string {
  if (written === "en") return text;
  const english = pictureWords(text, written);
  return english === "" ? text : english;
}

/** In Spanish the thing comes first and what it is like after it; English has it the other way round. */
function englishOrder(english: string, written: Locale): string {
  return written === "es" ? english.split(/\s+/).toReversed().join(" ") : english;
}

/** Words that point at an item and say nothing of what it shows. */
const POINTS =
  /^(?:it|this|that|these|them|(?:this |the )?selected \w+|이것|그것|이거|그거|선택(?:한|된) .*|lo|la|esto|eso)$/iu;

/** The new prompt: the old one with the exchanged thing in it, where the old prompt is known and names the thing. */
export function exchangedPrompt(
  old: string,
  wanted: string,
  before: string | undefined,
  written: Locale,
): string {
  const oldEnglish = englishOrder(toEnglish(bare(old), written), written);
  const head = oldEnglish.split(/\s+/).at(-1) ?? "";
  const fresh =
    written === "en" ? resolveOne(wanted, old) : englishOrder(toEnglish(bare(wanted), written), written);
  const isTyped =
    POINTS.test(bare(old)) || NOUN.image.test(old) || NOUN.video.test(old) || NOUN.background.test(old);
  const names = isTyped || fresh.toLowerCase().includes(head.toLowerCase()) ? fresh : `${fresh} ${head}`;
  const prompt = written === "en" ? names : `${names} (${wanted})`;
  if (before === undefined || isTyped) return prompt;
  const whole = new RegExp(`(?:\\b(?:an?|the)\\s+)?${patternText(oldEnglish)}`, "iu");
  if (whole.test(before)) return before.replace(whole, names);
  return `${prompt}, ${before}`;
}

function toolFor(item: ViewedItem): string {
  return item.type === "video" ? "generate_video" : "generate_image";
}

/** The only thing that could be meant by a picture that nothing describes. */
function onlyPicture(scope: Scope): readonly ViewedItem[] {
  const pictures = scope.view.items.filter((item) => item.type === "image" || item.type === "video");
  return pictures.length === 1 ? pictures : [];
}

/** Reads "replace X with Y", "change the text to 'Y'", "X를 Y로 변경" and the like. */
export function readReplace(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (VERB.regenerate.test(text)) return regenerate(clause, scope);
  if (!VERB.replace.test(text) && !VERB.change.test(text)) return NOT_AN_EDIT;
  const quoted = clause.quotes.at(-1);
  if (quoted !== undefined) return retext(clause, scope, quoted);
  const exchange = exchangeIn(text);
  if (exchange === undefined) return NOT_AN_EDIT;
  const isBackground = NOUN.background.test(exchange.old);
  const found = findTarget({ text: exchange.old, quotes: [] }, scope);
  const targets = found.length > 0 || isBackground ? found : onlyPicture(scope);
  const target = targets[0];
  if (target === undefined && isBackground) {
    const backdrop = scope.view.items.find((item) => item.type === "image" || item.type === "video");
    const prompt = exchangedPrompt(exchange.old, exchange.wanted, undefined, scope.written);
    return calls([
      {
        tool: backdrop === undefined ? "generate_image" : toolFor(backdrop),
        input: backdrop === undefined ? { prompt, ...wholeFilm(scope) } : { prompt, itemId: backdrop.id },
      },
    ]);
  }
  if (target === undefined) return ask(scope.view.items.length === 0 ? "nothing-there" : "which");
  if (targets.length > 1) return ask("which");
  if (target.type === "text") {
    return calls(
      [{ tool: "update_item", input: { itemId: target.id, changes: { text: bare(exchange.wanted) } } }],
      [target.id],
    );
  }
  if (target.type !== "image" && target.type !== "video") return ask("what");
  const prompt = exchangedPrompt(exchange.old, exchange.wanted, target.prompt, scope.written);
  return calls([{ tool: toolFor(target), input: { prompt, itemId: target.id } }], [target.id]);
}

function wholeFilm(scope: Scope): Record<string, number> {
  return { fromSeconds: 0, durationSeconds: scope.view.endSeconds > 0 ? scope.view.endSeconds : 5 };
}

function retext(clause: Clause, scope: Scope, quoted: string): ClauseResult {
  const older = clause.quotes.length > 1 ? clause.quotes.slice(0, 1) : [];
  const targets = findTarget({ text: clause.text, quotes: older }, scope).filter(
    (item) => item.type === "text",
  );
  const only = scope.view.items.filter((item) => item.type === "text");
  const target = targets[0] ?? (only.length === 1 ? only[0] : undefined);
  if (target === undefined) return only.length === 0 ? NOT_AN_EDIT : ask("which");
  if (targets.length > 1) return ask("which");
  return calls(
    [{ tool: "update_item", input: { itemId: target.id, changes: { text: quoted } } }],
    [target.id],
  );
}

function regenerate(clause: Clause, scope: Scope): ClauseResult {
  const found = findTarget(clause, scope).filter((item) => item.type === "image" || item.type === "video");
  const targets = found.length > 0 ? found : onlyPicture(scope);
  const target = targets[0];
  if (target === undefined || targets.length > 1)
    return ask(scope.view.items.length === 0 ? "nothing-there" : "which");
  if (target.prompt === undefined) return ask("what");
  return calls([{ tool: toolFor(target), input: { prompt: target.prompt, itemId: target.id } }], [target.id]);
}
