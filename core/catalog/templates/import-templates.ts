import { type FieldProblem, InvalidRequestError } from "../../contract/errors.ts";
import { locales } from "../../contract/locale.ts";
import { templateId as templateIdSchema, template as templateSchema } from "../../contract/template.ts";
import { voices } from "../voices.ts";
import type { TemplateFields } from "./shipped-templates.ts";

export const MAX_IMPORTED = 200;
/** Characters of one template's JSON: an item of the table holds 400 KB. */
const MAX_CHARACTERS = 50_000;

/** What Strapi keeps of every record for itself. */
const BOOKKEEPING = [
  ...["id", "documentId", "createdAt", "updatedAt", "publishedAt", "createdBy", "updatedBy"],
  ...["locale", "localizations", "__component", "meta", "slug", "description", "config"],
];

/** Names that `video-template` records have for fields of ours. */
const ALIASES: Readonly<Record<string, string>> = {
  displayName: "name",
  colors: "palette",
  colorPalette: "palette",
  typography: "type",
  font: "type",
  titleStyle: "title",
  captionStyle: "captions",
  captionsStyle: "captions",
  subtitle: "captions",
  voice: "voices",
  musicMood: "music",
  visualStyle: "pictureStyle",
  imageStyle: "pictureStyle",
};

const PALETTE_ALIASES: Readonly<Record<string, string>> = {
  primary: "accent",
  foreground: "text",
  surface: "background",
};

/**
 * The templates of a Strapi `video-template` export: `{ data: [{ id, attributes: {…} }] }` (v4), `{ data: [{ documentId, … }] }`
 * (v5), a list or one record. Their fields may stand in the record or in its `config`. A template exported by this product
 * comes through unchanged. What is in the fields is looked at when they are used.
 *
 * @throws InvalidRequestError 400 naming every record that cannot be stored; then none is
 */
export function readTemplateExport(document: unknown): { templateId: string; fields: TemplateFields }[] {
  const records = recordsOf(document);
  const problems: FieldProblem[] = [];
  const read = records.flatMap((record, index) => {
    const result = readRecord(record);
    if ("problem" in result) {
      problems.push({ path: `data.${index}`, message: result.problem });
      return [];
    }
    return [result];
  });
  const repeated = read.filter(
    ({ templateId }, index) => read.findIndex((other) => other.templateId === templateId) !== index,
  );
  for (const { templateId } of repeated) problems.push({ path: "data", message: `has ${templateId} twice` });
  if (records.length === 0) problems.push({ path: "data", message: "has no template" });
  if (records.length > MAX_IMPORTED) {
    problems.push({ path: "data", message: `has more than ${MAX_IMPORTED} templates` });
  }
  if (problems.length > 0) throw new InvalidRequestError("INVALID_PARAMETERS", problems);
  return read;
}

function recordsOf(document: unknown): readonly unknown[] {
  if (Array.isArray(document)) return document;
  if (!isRecord(document)) return [];
  if (document.data === undefined) return [document];
  return Array.isArray(document.data) ? document.data : [document.data];
}

function readRecord(record: unknown): { templateId: string; fields: TemplateFields } | { problem: string } {
  if (!isRecord(record)) return { problem: "must be an object" };
  const given = camelCased(unwrapped(record));
  const config = isRecord(given.config) ? given.config : {};
  const own = Object.entries(given).filter(([key]) => !BOOKKEEPING.includes(key));
  const fields = renamed({ ...Object.fromEntries(own), ...config });
  const id = templateIdSchema.safeParse(given.templateId ?? config.templateId ?? given.slug);
  if (!id.success) return { problem: `templateId ${id.error.issues[0]?.message ?? "is not valid"}` };
  if (JSON.stringify(fields).length > MAX_CHARACTERS) {
    return { problem: `${id.data} has more than ${MAX_CHARACTERS} characters` };
  }
  return { templateId: id.data, fields: { ...fields, templateId: id.data } };
}

function renamed(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = Object.hasOwn(templateSchema.shape, key) ? key : aliasOf(ALIASES, key);
    fields[name] = reshaped(name, value);
  }
  return fields;
}

function reshaped(name: string, value: unknown): unknown {
  if (name === "palette") return paletteOf(value);
  if (name === "voices" && typeof value === "string") return voicesOf(value);
  if (name === "type" && typeof value === "string") return { fontFamily: value };
  return value;
}

const aliasOf = (aliases: Readonly<Record<string, string>>, key: string): string =>
  Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key;

/** Lists are in our order: accent, text, background. Entries may be components, `{ name?, color }`. */
function paletteOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    const colors = value.map((entry) =>
      isRecord(entry) ? (entry.color ?? entry.value ?? entry.hex) : entry,
    );
    const [accent, text, background] = colors;
    return { accent, text, background };
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, color]) => [aliasOf(PALETTE_ALIASES, key), color]),
  );
}

/** One voice speaks its own language; one that nobody knows is kept for every language, to be warned of. */
function voicesOf(voiceId: string): Record<string, string> {
  const known = voices.find((voice) => voice.voiceId.toLowerCase() === voiceId.toLowerCase());
  return Object.fromEntries((known ? [known.locale] : locales).map((locale) => [locale, voiceId]));
}

/** Without the `{ data: { attributes } }` that v4 puts around records and relations. */
function unwrapped(value: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) return {};
  const { attributes, ...rest } = value;
  const own = isRecord(attributes) ? { ...rest, ...attributes } : value;
  return Object.fromEntries(
    Object.entries(own).map(([key, entry]) => [
      key,
      isRecord(entry) && isRecord(entry.data) ? withoutBookkeeping(unwrapped(entry.data)) : entry,
    ]),
  );
}

const withoutBookkeeping = (record: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !BOOKKEEPING.includes(key)));

/** Keys only, and those of what is inside; `id` of components goes. */
function camelCased(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      isRecord(entry) ? withoutBookkeeping(camelCased(entry)) : entry,
    ]),
  );
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
