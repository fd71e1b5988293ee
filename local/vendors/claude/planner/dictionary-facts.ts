import { capitalize } from "./locale.ts";
import type { PlannedScene } from "./plan.ts";
import { likelySense, nounLemma, type Synset, sensesOf, synsetAt } from "./wordnet.ts";

/** Words that say how something is asked, or are too general for a definition to help anyone. */
const NOT_A_TOPIC = new Set(
  `a an the of in on for to and or but with without by from at as is are was were be been do does did has have how why what when
   where who which that this these those it its your my our their new old best good better big small great top some any all more most
   work works way ways thing things stuff video film movie scene scenes clip history story guide basics introduction people kind
   type types part parts use uses using make makes making made happen happens happening get gets day today year years about into
   between during over under after before really very can could should would will may might must not no us me you we they he she i
   fact facts reason reasons tip tips idea ideas life world explain explained secret secrets benefit benefits importance
   origin origins science art example examples first second third one two three four five six seven eight nine ten`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

const LONGEST_LEMMA_WORDS = 3;

/** A noun of the topic; in a compound ("quantum entanglement") it may mean something of its own. */
export interface TopicNoun {
  readonly lemma: string;
  readonly isCompound: boolean;
}

/** The nouns of a phrase that the dictionary knows, longest and last (the head) first. */
export function topicNouns(phrase: string): TopicNoun[] {
  const words = phrase
    .toLowerCase()
    .replace(/['’]s\b/g, "")
    .split(/[^a-z0-9-]+/)
    .filter((word) => word !== "");
  const found: { lemma: string; size: number; at: number }[] = [];
  for (let size = LONGEST_LEMMA_WORDS; size >= 1; size--) {
    for (let at = 0; at + size <= words.length; at++) {
      const piece = words.slice(at, at + size);
      const isTaken = found.some((other) => at < other.at + other.size && other.at < at + size);
      if (isTaken || piece.some((word) => NOT_A_TOPIC.has(word)) || piece[0] === undefined) continue;
      if (size === 1 && (words[at - 1] === "to" || piece[0].length < 3)) continue;
      if (size === 1 && describesTheNext(piece[0], words[at + 1])) continue;
      const lemma = nounLemma(piece.join(" "));
      if (lemma !== undefined) found.push({ lemma, size, at });
    }
  }
  const touches = (a: { at: number; size: number }, b: { at: number; size: number }) =>
    a.at + a.size === b.at || b.at + b.size === a.at;
  return found
    .toSorted((a, b) => b.size - a.size || b.at - a.at)
    .map((noun) => ({ lemma: noun.lemma, isCompound: found.some((other) => touches(noun, other)) }));
}

/** "Korean" in "Korean tigers" is no noun. */
function describesTheNext(word: string, next: string | undefined): boolean {
  if (next === undefined || NOT_A_TOPIC.has(next)) return false;
  return sensesOf(word, "adj").length > 0 && nounLemma(next) !== undefined;
}

/** The definition without examples, remarks in parentheses and second thoughts, short enough to be spoken. */
export function spokenGloss(gloss: string, mostWords = 20): string | undefined {
  const plain = gloss
    .replace(/\s*\([^)]*\)/g, "")
    .split(/;|\s*:\s*"|"/)[0]
    ?.replace(/,?\s*etc\.?\s*$/, "")
    .trim();
  if (plain === undefined || plain === "") return undefined;
  const words = plain.split(/\s+/);
  if (words.length <= mostWords) return plain;
  const clause = plain.split(/,| which | that | especially /)[0]?.trim();
  return clause !== undefined && clause.split(/\s+/).length >= 4 && clause.split(/\s+/).length <= mostWords
    ? clause
    : undefined;
}

export function withArticle(noun: string): string {
  if (/^[A-Z]/.test(noun)) return noun;
  return `${/^(?:[aeio]|u(?!ni|se|ti))/.test(noun) ? "an" : "a"} ${noun}`;
}

function listOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function related(synset: Synset, symbols: readonly string[]): Synset[] {
  return synset.pointers
    .filter((pointer) => symbols.includes(pointer.symbol) && pointer.pos === "n")
    .map((pointer) => synsetAt(pointer.offset, "noun"));
}

function isSpeakable(word: string): boolean {
  return /^[A-Za-z][a-z' -]+$/.test(word);
}

function namesOf(synsets: readonly Synset[], not: string): string[] {
  const names = synsets.map((synset) => synset.words[0] ?? "");
  return [...new Set(names)].filter((name) => name !== not && isSpeakable(name));
}

function scene(title: string, narration: string, visualPrompt: string): PlannedScene {
  return { title: capitalize(title), narration, visualKind: "image", visualPrompt };
}

/** Ways to introduce a definition, so that several in a row do not sound alike. */
const OPENINGS: readonly ((noun: string, gloss: string) => string)[] = [
  (noun, gloss) => `In the dictionary, "${noun}" means ${gloss}.`,
  (noun, gloss) => `Look up "${noun}", and you find: ${gloss}.`,
  (noun, gloss) => `And what is meant by "${noun}"? The dictionary says: ${gloss}.`,
];

/** The place of a definition that may be of another sense than the one meant. */
const UNSURE = -1;

function definitionScene(noun: string, synset: Synset, place: number): PlannedScene | undefined {
  const gloss = spokenGloss(synset.gloss);
  const opening =
    place === UNSURE
      ? (word: string, text: string) => `One meaning of "${word}" in the dictionary: ${text}.`
      : OPENINGS[place % OPENINGS.length];
  if (gloss === undefined || opening === undefined) return undefined;
  return scene(noun, opening(noun, gloss), [...new Set([noun, ...synset.words.slice(0, 3)])].join(", "));
}

const LISTED = 3;

function relationScenes(noun: string, synset: Synset): PlannedScene[] {
  const scenes: PlannedScene[] = [];
  const [above] = related(synset, ["@", "@i"]);
  const aboveName = namesOf(above === undefined ? [] : [above], noun)[0];
  const aboveGloss = above === undefined ? undefined : spokenGloss(above.gloss, 16);
  if (aboveName !== undefined) {
    const more = aboveGloss === undefined ? "" : ` That means ${aboveGloss}.`;
    scenes.push(
      scene(
        `${noun}: the family`,
        `${capitalize(noun)} belongs to a larger family: ${aboveName}.${more}`,
        `${aboveName}, ${noun}, family tree`,
      ),
    );
  }
  const parts = namesOf(related(synset, ["%p", "%s"]), noun);
  if (parts.length > 0) {
    const some = parts.slice(0, LISTED);
    scenes.push(
      scene(
        `${noun}: the parts`,
        `Look closely and you may find ${listOf(some)}. Can you point to each one?`,
        `${some.join(", ")}, ${noun}, close-up`,
      ),
    );
  }
  const whole = namesOf(related(synset, ["#p", "#m", "#s"]), noun)[0];
  if (whole !== undefined) {
    scenes.push(
      scene("The bigger picture", `It is also one piece of something bigger: ${whole}.`, `${whole}, ${noun}`),
    );
  }
  const kinds = namesOf(related(synset, ["~", "~i"]), noun);
  if (kinds.length > 1) {
    const some = kinds.slice(0, LISTED);
    scenes.push(
      scene(
        `Kinds of ${noun}`,
        `There is more than one kind. Among them are ${listOf(some)}.`,
        `${some.join(", ")}, collection of ${noun}`,
      ),
    );
  }
  return scenes;
}

/** One definition a scene for the kinds and parts of the noun: what a long plan goes on with. */
function neighbourScenes(noun: string, synset: Synset): PlannedScene[] {
  return related(synset, ["%p", "%s", "~", "~i"]).flatMap((neighbour, place) => {
    const name = namesOf([neighbour], noun)[0];
    const made = name === undefined ? undefined : definitionScene(name, neighbour, place);
    return made === undefined ? [] : [made];
  });
}

export interface DictionaryScenes {
  /** Definitions and relations of the topic's nouns. */
  readonly main: readonly PlannedScene[];
  /** Definitions of what belongs to them, for long plans. */
  readonly more: readonly PlannedScene[];
  /** The nouns themselves, for pictures. */
  readonly nouns: readonly string[];
}

/** What the dictionary has to say about an English phrase; true, because it is only what the dictionary says. */
export function dictionaryScenes(phrase: string): DictionaryScenes {
  const nouns = topicNouns(phrase);
  const context = phrase.split(/[^A-Za-z]+/);
  const known = nouns.flatMap(({ lemma: noun, isCompound }) => {
    const others = context.filter((word) => nounLemma(word) !== noun);
    const companions = nouns.map((other) => other.lemma).filter((other) => other !== noun);
    const sense = likelySense(noun, "noun", others, companions);
    if (sense === undefined) return [];
    const { synset } = sense;
    const isSure = sense.certainty === "evident" || (sense.certainty === "usual" && !isCompound);
    // The dictionary knows how a name is written.
    return [{ noun: synset.words.find((word) => word.toLowerCase() === noun) ?? noun, synset, isSure }];
  });
  const definitions = known.flatMap(
    ({ noun, synset, isSure }, place) => definitionScene(noun, synset, isSure ? place : UNSURE) ?? [],
  );
  // What a word is related to depends on which sense is meant.
  const sure = known.filter(({ isSure }) => isSure);
  const relations = sure.flatMap(({ noun, synset }) => relationScenes(noun, synset));
  return {
    main: distinct([...definitions, ...relations]),
    more: distinct(sure.flatMap(({ noun, synset }) => neighbourScenes(noun, synset))),
    nouns: nouns.map((noun) => noun.lemma),
  };
}

function distinct(scenes: readonly PlannedScene[]): PlannedScene[] {
  const said = new Set<string>();
  return scenes.filter((one) => !said.has(one.narration) && said.add(one.narration));
}
