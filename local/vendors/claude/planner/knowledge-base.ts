import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { patternText } from "./pattern-text.ts";

const localized = z.object({ en: z.string().min(1), ko: z.string().min(1), es: z.string().min(1) });
const keywords = z.array(z.string().min(1)).min(1);

const entrySchema = z.object({
  /** The file's name without its extension. */
  id: z.string(),
  title: localized,
  /** Words that mean this topic, lower case. */
  keywords: z.object({ en: keywords, ko: keywords, es: keywords }),
  /** Neighbours, nearest first; a long plan goes on with them. */
  related: z.array(z.string()).min(1),
  /** Places of `scenes`, the most needed first: a plan of N scenes takes the first N and tells them in order. */
  essential: z.array(z.int().min(0)),
  /** True statements in an order that explains. */
  scenes: z.array(z.object({ title: localized, narration: localized, visual: z.string().min(1) })).min(8),
});

export type KnowledgeEntry = z.infer<typeof entrySchema>;
export type KnowledgeScene = KnowledgeEntry["scenes"][number];

const FOLDER = join(import.meta.dirname, "..", "knowledge", "topics");

let loaded: ReadonlyMap<string, KnowledgeEntry> | undefined;

/** Every topic of knowledge/topics, read once. @throws ZodError for an incomplete entry */
export function allKnowledge(): ReadonlyMap<string, KnowledgeEntry> {
  loaded ??= new Map(
    readdirSync(FOLDER)
      .filter((file) => file.endsWith(".json"))
      .toSorted()
      .map((file) => {
        const entry = entrySchema.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
        return [entry.id, entry] as const;
      }),
  );
  return loaded;
}

const PARTICLES =
  "(?:은|는|이|가|을|를|의|에|에서|에게|와|과|도|만|로|으로|란|이란|이나|들|들은|들이|들의|들을|처럼|보다|까지|부터|에는|이라는|라는|인|에선|하는|되는|하다|할|될|해)";

function finds(text: string, keyword: string): boolean {
  const word = patternText(keyword).replace(/ /g, "\\s*");
  if (/[가-힣]/u.test(keyword)) {
    return new RegExp(`(?<![가-힣])${word}${PARTICLES}?(?![가-힣])`, "u").test(text);
  }
  // A Korean particle may follow at once: "GPS가".
  return new RegExp(
    `(?<![\\p{L}\\p{N}])${patternText(keyword)}(?:s|es)?(?![A-Za-z\\u00c0-\\u024f0-9])`,
    "iu",
  ).test(text);
}

export interface KnownTopic {
  readonly entry: KnowledgeEntry;
  /** The keyword that was found. */
  readonly keyword: string;
}

/** The topic whose longest keyword stands in the text, whatever the language of either. */
export function findKnowledge(text: string): KnownTopic | undefined {
  let best: KnownTopic | undefined;
  for (const entry of allKnowledge().values()) {
    for (const keyword of Object.values(entry.keywords).flat()) {
      if (weight(keyword) > weight(best?.keyword ?? "") && finds(text, keyword)) best = { entry, keyword };
    }
  }
  return best;
}

/** A Korean syllable says as much as two or three Latin letters. */
function weight(keyword: string): number {
  return [...keyword].reduce((sum, letter) => sum + (/[가-힣]/u.test(letter) ? 2.5 : 1), 0);
}

/** The entry and its neighbours, neighbours of neighbours and so on, each once, nearest first. */
export function neighbourhood(start: KnowledgeEntry): KnowledgeEntry[] {
  const all = allKnowledge();
  const order = [start];
  for (const entry of order) {
    for (const id of entry.related) {
      const next = all.get(id);
      if (next === undefined) throw new Error(`${entry.id} names an unknown neighbour: ${id}`);
      if (!order.includes(next)) order.push(next);
    }
  }
  return order;
}
