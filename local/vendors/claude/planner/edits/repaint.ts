import { pictureWords } from "../picture-words.ts";
import { colorPhraseIn } from "./colors.ts";
import { type ClauseResult, calls, NOT_AN_EDIT } from "./edit.ts";
import { findTarget, type Scope } from "./find-target.ts";
import { NOUN, VERB } from "./lexicon.ts";
import { type Clause, withoutQuotes } from "./split-clauses.ts";

const COLOURING = [VERB.change, VERB.paint, VERB.wish];

/** Words of a picture's prompt that say what a thing is like, right before it. */
const LOOKS_BEFORE =
  "(?:\\b(?:white|black|red|blue|green|yellow|orange|purple|pink|brown|gray|grey|golden|silver|beige)\\s+)?";

/** "Paint the sofa green", "소파를 초록색으로 해줘": a thing in a picture takes a colour, the rest of the picture stays. */
export function readRepaint(clause: Clause, scope: Scope): ClauseResult {
  const text = withoutQuotes(clause);
  const phrase = colorPhraseIn(text);
  const isOfLetters = [NOUN.title, NOUN.text, NOUN.captions, NOUN.solid].some((noun) => noun.test(text));
  if (phrase === undefined || isOfLetters || !COLOURING.some((verb) => verb.test(text))) return NOT_AN_EDIT;
  const rest = text.replace(phrase, " ");
  // With two colours one thing takes the place of another: that is read as an exchange.
  if (colorPhraseIn(rest) !== undefined) return NOT_AN_EDIT;
  const [target, ...others] = findTarget({ text: rest, quotes: [] }, scope);
  if (target?.prompt === undefined || others.length > 0 || target.type !== "image") return NOT_AN_EDIT;
  const prompt = target.prompt;
  const english = scope.written === "en" ? text : pictureWords(text, scope.written);
  const things = english
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2 && new RegExp(`\\b${word}\\b`, "iu").test(prompt));
  const thing = things.at(-1);
  const color = scope.written === "en" ? phrase : pictureWords(phrase, scope.written);
  if (thing === undefined || color === "" || color.includes(thing)) return NOT_AN_EDIT;
  const painted = prompt.replace(new RegExp(`${LOOKS_BEFORE}\\b${thing}\\b`, "iu"), `${color} ${thing}`);
  return calls([{ tool: "generate_image", input: { prompt: painted, itemId: target.id } }], [target.id]);
}
