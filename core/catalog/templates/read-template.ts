import * as z from "zod";
import { locale } from "../../contract/locale.ts";
import { type TemplateProblem, template } from "../../contract/template.ts";
import { voices } from "../voices.ts";

/** What of a template can be used: its fields, and those of its groups, that are as they should be. */
export type TemplateLayer = Readonly<Record<string, unknown>>;

const MAX_SHOWN_CHARACTERS = 60;

/**
 * Checks a template field by field. What is wrong is left out and said; what is null counts as left out.
 *
 * @param fields whatever was stored; `where` of a problem is a path in it
 */
export function readTemplate(fields: unknown): {
  layer: TemplateLayer;
  problems: TemplateProblem[];
} {
  const problems: TemplateProblem[] = [];
  const { layer } = readGroup(fields, template, "", problems);
  return { layer: layer ?? {}, problems };
}

function readGroup(
  given: unknown,
  schema: z.ZodObject,
  path: string,
  problems: TemplateProblem[],
): { layer?: TemplateLayer } {
  if (!isRecord(given)) {
    const [severity, field] = path === "" ? (["error", "template"] as const) : (["warning", path] as const);
    problems.push({ severity, field, message: `must be an object; it is ${shown(given)}.` });
    return {};
  }
  const layer: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const field = path === "" ? key : `${path}.${key}`;
    const known = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined;
    if (known === undefined) {
      problems.push({ severity: "info", field, message: "is nothing that templates have; it is ignored." });
    } else if (value !== null && value !== undefined) {
      const read =
        known instanceof z.ZodObject
          ? readGroup(value, known, field, problems).layer
          : readValue(value, known, field, problems);
      if (read !== undefined) layer[key] = read;
    }
  }
  return { layer };
}

function readValue(
  value: unknown,
  schema: z.core.$ZodType,
  field: string,
  problems: TemplateProblem[],
): unknown {
  const { success, data, error } = z.safeParse(schema, value);
  const reason = success ? unknownVoice(field, data) : `${error.issues[0]?.message ?? "is not valid"}`;
  if (reason === undefined) return data;
  problems.push({ severity: "warning", field, message: `${reason}; it is ${shown(value)}.` });
  return undefined;
}

/** Undefined: it is no voice, or one that speaks the language. */
function unknownVoice(field: string, value: unknown): string | undefined {
  const [group, key] = field.split(".");
  const language = locale.safeParse(key).data;
  if (group !== "voices" || language === undefined) return undefined;
  const those = voices.filter((voice) => voice.locale === language).map(({ voiceId }) => voiceId);
  const isKnown = those.some((voiceId) => voiceId.toLowerCase() === String(value).toLowerCase());
  return isKnown ? undefined : `must be a voice of ${language}: ${those.join(", ")}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
};
