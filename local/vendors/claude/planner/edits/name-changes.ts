import { asRecord } from "../read-conversation.ts";

/** A tool's schema as it came with the request. */
type Schema = Readonly<Record<string, unknown>>;

/** What the readers of instructions call a change, and how to recognise the name that the composition has for it. */
const SYNONYMS: Readonly<Record<string, RegExp>> = {
  volume: /volume|decibel|loudness|gain/i,
  fadeInSeconds: /^fade_?in/i,
  fadeOutSeconds: /^fade_?out/i,
};

const SILENT_DECIBELS = -60;

/** Names of keys that the tool's schema or any item of the composition has. */
function knownKeys(schema: Schema, items: readonly unknown[]): string[] {
  return [
    ...Object.keys(asRecord(schema.properties)),
    ...items.flatMap((item) => Object.keys(asRecord(item))),
  ];
}

const LOOKS = ["fontSize", "fontWeight", "color", "fontFamily"];

/** Whether looks go into a `style` object: as the schema says, else as the item has them, else as other items do. */
function wantsStyleObject(schema: Schema, item: unknown, others: readonly unknown[]): boolean {
  const declared = asRecord(schema.properties);
  if (Object.keys(declared).length > 0) return "style" in declared;
  for (const one of [item, ...others].map(asRecord)) {
    if (typeof one.style === "object") return true;
    if (LOOKS.some((key) => key in one)) return false;
  }
  return true;
}

function inTheirUnit(key: string, value: unknown): unknown {
  if (typeof value !== "number" || !/decibel|gain/i.test(key)) return value;
  return value === 0 ? SILENT_DECIBELS : Math.round(20 * Math.log10(value));
}

/**
 * Brings the changes of an item under the names that the composition has for them: looks flat or in a `style` object, loudness as a
 * factor or in decibels, and fades as they are called there. Read from the tool's schema, then from the items themselves.
 *
 * @param schema of the tool's `changes`
 */
export function nameChanges(
  changes: Readonly<Record<string, unknown>>,
  schema: Schema,
  itemId: string,
  items: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { style, ...rest } = changes;
  const keys = knownKeys(schema, Object.values(items));
  const renamed = Object.entries(rest).map(([name, value]): [string, unknown] => {
    const key = keys.includes(name) ? name : (keys.find((one) => SYNONYMS[name]?.test(one)) ?? name);
    return [key, inTheirUnit(key, value)];
  });
  const looks = asRecord(style);
  if (Object.keys(looks).length === 0) return Object.fromEntries(renamed);
  const isNested = wantsStyleObject(schema, items[itemId], Object.values(items));
  return { ...Object.fromEntries(renamed), ...(isNested ? { style: looks } : looks) };
}
