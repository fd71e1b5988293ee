import type { Locale } from "../locale.ts";
import { patternText } from "../pattern-text.ts";
import { pictureWords } from "../picture-words.ts";
import { isOnlyColor } from "./colors.ts";
import { backbone, type ViewedItem } from "./composition-view.ts";
import { ask, type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, positionIn, VERB } from "./lexicon.ts";
import { sizeFactorIn } from "./sizes.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** What is there and what is wanted instead, as said. */
interface Exchange {
  readonly old: string;
  readonly wanted: string;
}

const EXCHANGES: readonly RegExp[] = [
  /\b(?:replace|swap|substitute|exchange|change|turn)\s+(?:out\s+)?(.+?)\s+(?:with|for|by|to|into)\s+(.+)$/iu,
  /^(?:the\s+)?(.+?)\s+(?:should|must|needs to) be\s+(.+)$/iu,
  /\b(?:reemplaza\w*|sustituye\w*|cambia\w*|intercambia\w*)\s+(.+?)\s+(?:por|con|a)\s+(.+)$/iu,
  /\b(?:convierte\w*|transforma\w*)\s+(.+?)\s+en\s+(.+)$/iu,
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
  for (const named of [oldEnglish, oldEnglish.replace(PLACE_TAIL, "")]) {
    const whole = new RegExp(`(?:\\b(?:an?|the)\\s+)?${patternText(named)}`, "iu");
    if (whole.test(before))
      return before.replace(whole, fresh.includes(lastWord(named)) ? fresh : `${fresh} ${lastWord(named)}`);
  }
  return `${prompt}, ${before}`;
}

/** "The table in the garden" is a table. */
const PLACE_TAIL = /\s+(?:in|on|at|of|from)\s+(?:the\s+)?[\p{L}\s]+$/iu;

const lastWord = (text: string): string => text.split(/\s+/).at(-1) ?? "";

function toolFor(item: ViewedItem): string {
  return item.type === "video" ? "generate_video" : "generate_image";
}

/** The only thing that could be meant by a picture that nothing describes. */
function onlyPicture(scope: Scope): readonly ViewedItem[] {
  const pictures = scope.view.items.filter(isPicture);
  return pictures.length === 1 ? pictures : [];
}

/** Reads "replace X with Y", "change the text to 'Y'", "X를 Y로 변경" and the like. */
export function readReplace(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  if (VERB.regenerate.test(text)) return regenerate(clause, scope);
  if (!VERB.replace.test(text) && !VERB.change.test(text)) return NOT_AN_EDIT;
  const quoted = clause.quotes.at(-1);
  if (quoted !== undefined)
    return NOUN.speech.test(text) ? respeak(clause, scope, quoted) : retext(clause, scope, quoted);
  const exchange = exchangeIn(text);
  if (exchange === undefined) return redescribe(text, scope);
  const isBackground = NOUN.background.test(exchange.old);
  const found = findTarget({ text: exchange.old, quotes: [] }, scope);
  const targets = found.length > 0 || isBackground ? found : onlyPicture(scope);
  const target = targets[0];
  if (target === undefined && isBackground) {
    const [backdrop] = backbone(scope.view.items.filter(isPicture));
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
  if (isOnlyColor(exchange.wanted)) return NOT_AN_EDIT;
  if (target.type === "text") {
    return calls(
      [{ tool: "update_item", input: { itemId: target.id, changes: { text: bare(exchange.wanted) } } }],
      [target.id],
    );
  }
  if (target.type !== "image" && target.type !== "video") return ask("what");
  const becomesClip =
    target.type === "image" && NOUN.video.test(exchange.wanted) && !/\bof\b/iu.test(exchange.wanted);
  if (becomesClip && target.prompt !== undefined) {
    return calls(
      [{ tool: "generate_video", input: { prompt: target.prompt, itemId: target.id } }],
      [target.id],
    );
  }
  const prompt = exchangedPrompt(exchange.old, exchange.wanted, target.prompt, scope.written);
  return calls([{ tool: toolFor(target), input: { prompt, itemId: target.id } }], [target.id]);
}

/** "Make it darker, a night sky", of a picture: what it shows, and that. */
function redescribe(text: string, scope: Scope): ClauseResult {
  const selected = scope.view.items.find((item) => item.id === scope.selectedItemId);
  if (selected === undefined || !isPicture(selected) || selected.prompt === undefined) return NOT_AN_EDIT;
  const wanted =
    /(?:\b(?:make|turn) (?:it|this|that)\s+|(?:이것|이거|그것|이 사진|이 그림)[을를]?\s*|\b(?:hazl[oa]|ponl[oa])\s+)(.+)$/iu.exec(
      text,
    )?.[1];
  if (wanted === undefined || sizeFactorIn(text) !== undefined || positionIn(text) !== undefined)
    return NOT_AN_EDIT;
  const prompt = `${selected.prompt}, ${toEnglish(wanted.replace(/[.!]+$/u, "").replace(/\s*:\s*/gu, ", "), scope.written)}`;
  return calls([{ tool: toolFor(selected), input: { prompt, itemId: selected.id } }], [selected.id]);
}

/** "Change the narration of the first scene to 'Welcome.'" */
function respeak(clause: Clause, scope: Scope, text: string): ClauseResult {
  const voices = findTarget({ text: clause.text, quotes: [] }, scope).filter(({ type }) => type === "audio");
  const [voice] = voices;
  if (voice === undefined) return NOT_AN_EDIT;
  if (voices.length > 1) return ask("which");
  return calls([{ tool: "generate_speech", input: { text, itemId: voice.id } }], [voice.id]);
}

const INSTEAD: readonly RegExp[] = [
  /\bwith\s+(.+?)\s+(?:instead of|rather than)\s+(.+)$/iu,
  /\bcon\s+(.+?)\s+en (?:lugar|vez) de\s+(.+)$/iu,
];

/** What is wanted, and instead of what. */
function insteadIn(text: string): readonly string[] {
  const [, wanted, old] = INSTEAD.map((pattern) => pattern.exec(text)).find((found) => found !== null) ?? [];
  return wanted === undefined || old === undefined ? [] : [wanted, old.replace(/[.!]+$/u, "")];
}

const isPicture = ({ type }: ViewedItem): boolean => type === "image" || type === "video";

function wholeFilm(scope: Scope): Record<string, number> {
  return { fromSeconds: 0, durationSeconds: scope.view.endSeconds > 0 ? scope.view.endSeconds : 5 };
}

function retext(clause: Clause, scope: Scope, quoted: string): ClauseResult {
  // The only quotation is what a text says now: it names the text.
  if (clause.quotes.length === 1 && scope.view.items.some(({ text }) => text?.includes(quoted)))
    return NOT_AN_EDIT;
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
  const [wanted, old] = insteadIn(withoutQuotes(clause));
  const prompt =
    wanted === undefined || old === undefined
      ? target.prompt
      : exchangedPrompt(old, wanted, target.prompt, scope.written);
  return calls([{ tool: toolFor(target), input: { prompt, itemId: target.id } }], [target.id]);
}
