/** A piece of an instruction that asks for one thing; what stood in quotation marks is apart, in order. */
export interface Clause {
  /** With `«0»` and so on where the quotations were. */
  readonly text: string;
  readonly quotes: readonly string[];
}

const QUOTED =
  /"([^"]+)"|“([^”]+)”|‘([^’]+)’|«([^»]+)»|「([^」]+)」|(?<![\p{L}\p{N}])'((?:[^']|'(?=\p{L}))+)'/gu;

const EN_VERB =
  "(?:add|put|insert|place|make|change|set|remove|delete|move|replace|swap|shorten|extend|trim|generate|create|turn|mute|narrate|color|lower|raise|regenerate)";
const ES_VERB =
  "(?:añade|agrega|pon|inserta|haz|cambia|elimina|quita|borra|mueve|reemplaza|sustituye|acorta|alarga|genera|crea|coloca|silencia|sube|baja|narra)";
const BREAKS = new RegExp(
  [
    `\\s*(?:,|;|\\.)?\\s+(?:and then|then|and also|and|also|plus)\\s+(?=${EN_VERB}\\b)`,
    `\\s*[,;]\\s*(?=(?:${EN_VERB}|${ES_VERB})\\b)`,
    `[.;!]\\s+`,
    `\\s*(?:,|;)?\\s+(?:y luego|y después|y además|y también|luego|después|y)\\s+(?=${ES_VERB}\\b)`,
    "(?<=(?:추가하고|넣고|변경하고|바꾸고|삭제하고|지우고|제거하고|이동하고|옮기고|교체하고|생성하고|만들고|줄이고|늘리고|키우고|없애고|빼고))\\s+",
    "\\s*(?:그리고|그\\s?다음에?|그런\\s다음)\\s*",
  ].join("|"),
  "giu",
);

export function splitClauses(instruction: string): Clause[] {
  const quotes: string[] = [];
  const masked = instruction.replace(QUOTED, (_, ...groups: unknown[]) => {
    const inside = groups.find((group): group is string => typeof group === "string") ?? "";
    quotes.push(inside.trim());
    return `«${quotes.length - 1}»`;
  });
  return masked
    .split(BREAKS)
    .map((text) => text.trim())
    .filter((text) => text !== "")
    .map((text) => ({
      text,
      quotes: [...text.matchAll(/«(\d+)»/g)].map((found) => quotes[Number(found[1])] ?? ""),
    }));
}

/** The clause without its quotations, for finding words that are about the film and not in it. */
export function withoutQuotes(clause: Clause): string {
  return clause.text.replace(/«\d+»/g, " ");
}
