import { scenesOf, type View, viewComposition } from "./edits/composition-view.ts";
import { findTarget } from "./edits/find-target.ts";
import { NOUN } from "./edits/lexicon.ts";
import { splitClauses } from "./edits/split-clauses.ts";
import { detectLocale } from "./locale.ts";
import { say } from "./phrases.ts";
import type { Conversation } from "./read-conversation.ts";

const IS_QUESTION =
  /[?？]\s*$|^\s*¿|^\s*(?:what|how|which|when|where|does|do|is|are)\b|(?:야|니|나요|까요|인가요|은가요|는지|어요)\s*[.?]?\s*$/iu;
const ABOUT_THE_FILM =
  /\b(?:this|the|my|our) (?:film|video|movie|clip|timeline)\b|\bit\b|(?:이|내|우리|지금|현재)\s*(?:영상|비디오|동영상|필름)|영상(?:은|이|의)|\b(?:el|la|este|esta|mi) (?:v[ií]deo|pel[ií]cula|film)(?!\p{L})/iu;
const HOW_LONG =
  /\bhow long\b|\b(?:length|duration)\b|몇\s*(?:초|분)|길이|얼마나\s*(?:길|긴)|\bcu[aá]nto dura\b|\bduraci[oó]n\b/iu;
const HOW_MANY = /\bhow many\b|몇\s*(?:개|장|씬|장면)|\bcu[aá]nt[oa]s\b/iu;
const WHAT_IT_SAYS =
  /\bwhat (?:does|do|is|are)\b.*\b(?:say|says|read|text|written)\b|뭐라고|무슨\s*(?:글|말|내용)|\bqu[eé] (?:dicen?|ponen?)(?!\p{L})/iu;
const WHEN = /\bwhen\b|\bat what (?:time|second)\b|언제|몇\s*초에|\bcu[aá]ndo\b|\ben qu[eé] segundo\b/iu;

const tidy = (seconds: number): string => String(Math.round(seconds * 100) / 100);

const COUNTED: readonly (readonly [RegExp, (view: View) => number])[] = [
  [NOUN.scene, (view) => scenesOf(view).length],
  [NOUN.captions, (view) => view.items.filter(({ type }) => type === "captions").length],
  [NOUN.image, (view) => view.items.filter(({ type }) => type === "image").length],
  [NOUN.text, (view) => view.items.filter(({ type }) => type === "text").length],
];

/** The answer to a question about the film on the table; undefined when it is none, or about something else. */
export function answerAboutFilm({
  instruction,
  composition,
  locale,
  history,
}: Conversation): string | undefined {
  const view = viewComposition(composition);
  if (!IS_QUESTION.test(instruction) || view.items.length === 0) return undefined;
  const [clause] = splitClauses(instruction);
  if (clause === undefined) return undefined;
  const written = detectLocale(instruction);
  const isOfFilm = ABOUT_THE_FILM.test(instruction);
  const [item, ...others] = findTarget(clause, { view, written, history, attachments: [] });
  const target = others.length === 0 ? item : undefined;
  if (WHAT_IT_SAYS.test(instruction) && target?.text !== undefined) {
    return say("answerText", locale, { text: target.text });
  }
  if (HOW_MANY.test(instruction)) {
    const count = COUNTED.find(([noun]) => noun.test(instruction))?.[1];
    return count === undefined ? undefined : say("answerCount", locale, { count: count(view) });
  }
  if (WHEN.test(instruction) && target !== undefined) {
    const { fromSeconds, durationSeconds } = target;
    const toSeconds = tidy(fromSeconds + durationSeconds);
    return say("answerWhen", locale, { fromSeconds: tidy(fromSeconds), toSeconds });
  }
  if (HOW_LONG.test(instruction)) {
    if (isOfFilm || NOUN.video.test(instruction))
      return say("answerLength", locale, { seconds: tidy(view.endSeconds) });
    if (target !== undefined) return say("answerLength", locale, { seconds: tidy(target.durationSeconds) });
  }
  const { music } = view;
  if (NOUN.music.test(instruction) && music !== undefined)
    return say("answerMusic", locale, { mood: music.mood });
  return undefined;
}
