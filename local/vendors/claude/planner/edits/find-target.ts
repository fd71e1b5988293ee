import type { Locale } from "../locale.ts";
import { ordinalIn } from "../number-words.ts";
import { patternText } from "../pattern-text.ts";
import { pictureWords } from "../picture-words.ts";
import type { Attached } from "../read-conversation.ts";
import { backbone, type View, type ViewedItem } from "./composition-view.ts";
import { NOUN } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

/** What an instruction is read against. */
export interface Scope {
  readonly view: View;
  readonly written: Locale;
  readonly selectedItemId?: string;
  readonly history: string;
  readonly attachments: readonly Attached[];
  /** What the clause before this one was about. */
  readonly previous?: readonly ViewedItem[];
}

const PICTURES = ["image", "video"];
const STAGE_TYPES = ["image", "video", "text", "solid", "captions"];

/** "All titles", "every image". */
export const ALL = /\b(?:all|every|both|each)\b|모든|모두|전부|각\s|\btod[oa]s\b/iu;

/** Words that point at nothing in a picture. */
const EMPTY_WORDS = new Set(
  `the a an and with for into from that this make change replace swap remove delete move add set turn one new more big bigger small smaller
   please color colour background image picture photo video clip title text caption captions item it its to of on in at by my our your
   second seconds first last scene top bottom left right center middle de la el los las por con una uno un para del que al en su mi
   cambia reemplaza quita elimina mueve pon haz imagen foto título texto color segunda primera escena
   변경 변경해줘 바꿔줘 바꿔 교체 교체해줘 삭제 삭제해줘 지워줘 이미지 사진 그림 영상 제목 텍스트 자막 색으로 으로 로`.split(
    /\s+/,
  ),
);

function namedTypes(text: string): string[] {
  const types: string[] = [];
  if (NOUN.captions.test(text)) types.push("captions");
  if (NOUN.title.test(text) || NOUN.text.test(text)) types.push("text");
  if (NOUN.image.test(text)) types.push("image");
  if (NOUN.video.test(text)) types.push("video");
  if (NOUN.audio.test(text) || NOUN.speech.test(text)) types.push("audio");
  if (NOUN.solid.test(text)) types.push("solid");
  return types;
}

function nth(items: readonly ViewedItem[], ordinal: number | undefined): readonly ViewedItem[] {
  if (ordinal === undefined) return items.length === 1 ? items : [];
  const found = items.at(ordinal > 0 ? ordinal - 1 : ordinal);
  return found === undefined ? [] : [found];
}

/** Items that say the most of the clause's words about themselves; empty unless one is clearly best. */
export function byWords(items: readonly ViewedItem[], text: string, written: Locale): ViewedItem[] {
  const words = `${text} ${written === "en" ? "" : pictureWords(text, written)}`
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1 && !EMPTY_WORDS.has(word));
  const scored = items
    .map((item) => ({ item, score: words.filter((word) => hasWord(item.described, word)).length }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const best = scored[0];
  if (best === undefined) return [];
  return scored.filter(({ score }) => score === best.score).map(({ item }) => item);
}

function hasWord(described: string, word: string): boolean {
  const stem = word.length > 4 ? word.replace(/s$/u, "") : word;
  if (/[가-힣]/u.test(word)) return described.includes(word);
  return new RegExp(`(?<![\\p{L}])${stem}`, "u").test(described);
}

/** A title is a text that says so, else the one with the largest letters, else the first. */
function titleAmong(texts: readonly ViewedItem[]): ViewedItem[] {
  const named = texts.filter((item) => /title|headline|제목|título/u.test(item.described));
  if (named.length > 0) return named.slice(0, 1);
  const largest = texts.toSorted((a, b) => (b.fontSize ?? 0) - (a.fontSize ?? 0))[0];
  return largest === undefined ? [] : [largest];
}

/** Music lies under the whole film, speech comes and goes. */
function audioAmong(sounds: readonly ViewedItem[], text: string): readonly ViewedItem[] {
  const isMusic = (item: ViewedItem) => /music|bgm|soundtrack|배경음|음악|música/u.test(item.described);
  const isWanted = (item: ViewedItem) => (NOUN.speech.test(text) ? !isMusic(item) : isMusic(item));
  const named = sounds.filter(isWanted);
  return named.length > 0 ? named : sounds;
}

/** A caption may be captions, or a text that says so or stands alone. */
function captionAmong(items: readonly ViewedItem[]): ViewedItem[] {
  const captions = items.filter((item) => item.type === "captions");
  if (captions.length > 0) return captions;
  const texts = items.filter((item) => item.type === "text");
  const named = texts.filter((item) => /caption|subtitle|자막|subtítulo/u.test(item.described));
  return named.length > 0 ? named : texts.length === 1 ? texts : [];
}

/**
 * The item that a clause is about: the selected one, one named by id or by the text it shows, by its kind and place ("the
 * second image"), by what it shows, or what was spoken of before.
 *
 * @returns empty when nothing fits, several when it could be any of them
 */
export function findTarget(clause: Clause, scope: Scope): readonly ViewedItem[] {
  const { view } = scope;
  const selected = view.items.find((item) => item.id === scope.selectedItemId);
  if (selected !== undefined) return [selected];
  const text = withoutQuotes(clause);
  const byId = view.items.filter((item) =>
    new RegExp(`(?<![\\w-])${patternText(item.id)}(?![\\w-])`, "u").test(text),
  );
  if (byId.length > 0) return byId;
  const quoted = view.items.filter((item) =>
    clause.quotes.some((quote) => quote !== "" && item.text?.includes(quote)),
  );
  if (quoted.length === 1) return quoted;

  const ordinal = ordinalIn(text);
  const types = namedTypes(text);
  const ofTypes = view.items.filter((item) => types.includes(item.type));
  if (ordinal !== undefined && ofTypes.length > 0) {
    const counted = ofTypes.filter(
      (item) => NOUN.logo.test(text) || !/logo|로고|watermark/u.test(item.described),
    );
    return nth(counted.every((item) => PICTURES.includes(item.type)) ? backbone(counted) : counted, ordinal);
  }
  if (ALL.test(text) && ofTypes.length > 0) return ofTypes;
  if (types.length === 1 && types[0] === "audio") return audioAmong(ofTypes, text);
  if (NOUN.captions.test(text)) {
    const captions = captionAmong(view.items);
    if (captions.length > 0) return captions;
  }
  const worded = byWords(ofTypes.length > 0 ? ofTypes : view.items, text, scope.written);
  if (worded.length === 1) return worded;
  if (NOUN.title.test(text)) return titleAmong(view.items.filter((item) => item.type === "text"));
  if (ofTypes.length > 0) return worded.length > 0 ? worded : ofTypes;
  if (worded.length > 0) return worded;
  if (types.length > 0) return [];
  return spokenOf(text, scope);
}

/** What "it" is: what the clause before was about, else the one that the chat mentioned last, else the only item on the stage. */
function spokenOf(text: string, scope: Scope): readonly ViewedItem[] {
  if (scope.previous !== undefined && scope.previous.length > 0) return scope.previous;
  const mentioned = scope.view.items
    .map((item) => ({
      item,
      at: Math.max(scope.history.lastIndexOf(item.id), item.text ? scope.history.lastIndexOf(item.text) : -1),
    }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => b.at - a.at)[0];
  if (mentioned !== undefined && NOUN.pronoun.test(text)) return [mentioned.item];
  const visible = scope.view.items.filter((item) => STAGE_TYPES.includes(item.type));
  return visible.length === 1 ? visible : [];
}
