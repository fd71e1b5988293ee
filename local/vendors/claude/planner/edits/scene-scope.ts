import { NO_UNIT, NUMBER, numberOf, ordinalIn } from "../number-words.ts";
import { pictureWords } from "../picture-words.ts";
import { scenesOf, type ViewedScene } from "./composition-view.ts";
import { byWords, type Scope } from "./find-target.ts";
import { NOUN } from "./lexicon.ts";
import type { Clause } from "./split-clauses.ts";

/** "of the last scene", "in scene 2", "the garden scene"; "정원 장면의"; "de la segunda escena", "de la escena del jardín". */
const PHRASES: readonly RegExp[] = [
  new RegExp(
    `\\s*\\b(?:(?:of|in|for|from|during)\\s+)?(?:the\\s+)?scene\\s+#?(?:number\\s+)?(?:${NUMBER})${NO_UNIT}`,
    "iu",
  ),
  /\s*\b(?:(?:of|in|for|from|during)\s+)?(?:the\s+)?[\p{L}\d-]+\s+scene(?:'s)?\b/iu,
  /(?:(?:첫|두|세|네|다섯|여섯|일곱|여덟)\s*번째|첫|마지막|맨\s*끝|\d+\s*번\s*째?|[가-힣]+)\s*(?:장면|씬)(?:에서|의|에)?\s*/u,
  /\s*\b(?:(?:de|en)\s+)?(?:la\s+)?(?:[\p{L}]+)\s+escena(?!\p{L})/iu,
  /\s*\b(?:(?:de|en)\s+)?(?:la\s+)?escena\s+(?:del?\s+(?:la\s+)?)?[\p{L}\d]+/iu,
];

/** Kinds of things that a scene has one of. */
const THINGS = [
  ...[NOUN.background, NOUN.image, NOUN.video, NOUN.captions, NOUN.title, NOUN.text],
  ...[NOUN.audio, NOUN.speech],
];

/** The scene that a text names by its number, its place, or what is seen in it. */
export function sceneIn(text: string, scope: Scope): ViewedScene | undefined {
  const scenes = scenesOf(scope.view);
  const ordinal = ordinalIn(text) ?? numberAfter(text);
  if (ordinal !== undefined) return scenes.at(ordinal > 0 ? ordinal - 1 : ordinal);
  const said = `${text} ${scope.written === "en" ? "" : pictureWords(text, scope.written)}`;
  const pictures = scenes.flatMap(({ items }) =>
    items.filter(({ type }) => type === "image" || type === "video"),
  );
  const [best, ...others] = byWords(pictures, said, scope.written);
  return best === undefined || others.length > 0
    ? undefined
    : scenes.find(({ items }) => items.includes(best));
}

function numberAfter(text: string): number | undefined {
  const found = new RegExp(`\\b(?:scene|escena)\\s+#?(${NUMBER})${NO_UNIT}`, "iu").exec(text)?.[1];
  return found === undefined ? undefined : numberOf(found);
}

/** A clause about a thing of one scene, read against that scene alone, without the words that name it. */
export function withinScene(clause: Clause, scope: Scope): { clause: Clause; scope: Scope } {
  if (!NOUN.scene.test(clause.text)) return { clause, scope };
  for (const pattern of PHRASES) {
    const phrase = pattern.exec(clause.text)?.[0];
    if (phrase === undefined) continue;
    const scene = sceneIn(phrase, scope);
    const rest = clause.text.replace(phrase, " ").replace(/\s+/g, " ").trim();
    if (scene === undefined || !THINGS.some((noun) => noun.test(rest))) continue;
    return {
      clause: { ...clause, text: rest },
      scope: { ...scope, view: { ...scope.view, items: scene.items } },
    };
  }
  return { clause, scope };
}
