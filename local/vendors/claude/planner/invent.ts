import type { Invent, Schema } from "./fit-schema.ts";
import type { Plan } from "./plan.ts";
import { asRecord } from "./read-conversation.ts";

/**
 * Makes up values for the fields of a tool, or of an output format, that the planner was never told about: by what the field
 * is called, from the plan for the request (made when first needed). So an unknown tool still gets something sensible about the topic.
 */
export function inventFrom(planOnce: () => Plan, words?: number): Invent {
  let plan: Plan | undefined;
  return (name, schema) => {
    plan ??= planOnce();
    return inventValue(name, schema, plan, 0, words);
  };
}

/** The narration as one text, of about so many words where that is given. */
export function scriptOf(plan: Plan, words?: number): string {
  const sentences = plan.scenes.map((scene) => scene.narration);
  if (words === undefined) return sentences.join(" ");
  const script: string[] = [];
  let count = 0;
  for (const sentence of sentences) {
    const length = sentence.split(/\s+/).length;
    if (count > 0 && count + length / 2 > words) break;
    script.push(sentence);
    count += length;
  }
  return script.join(" ");
}

function inventValue(
  name: string,
  schema: Schema,
  plan: Plan,
  place: number,
  words: number | undefined,
): unknown {
  const values = schema.enum;
  if ("const" in schema) return schema.const;
  if (Array.isArray(values)) return values.find((value) => value === plan.locale) ?? values[0];
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return inventValue(name, asRecord(branches[0]), plan, place, words);
  switch (schema.type) {
    case "object":
      return inventObject(schema, plan, place, words);
    case "array":
      return inventArray(name, schema, plan, words);
    case "number":
    case "integer":
      return inventNumber(schema);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return inventText(name, schema, plan, place, words);
  }
}

function inventObject(
  schema: Schema,
  plan: Plan,
  place: number,
  words: number | undefined,
): Record<string, unknown> {
  const properties = asRecord(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : Object.keys(properties);
  return Object.fromEntries(
    required.map((name) => [
      name,
      inventValue(String(name), asRecord(properties[String(name)]), plan, place, words),
    ]),
  );
}

function inventArray(name: string, schema: Schema, plan: Plan, words: number | undefined): unknown[] {
  const least = typeof schema.minItems === "number" ? schema.minItems : 1;
  const most = typeof schema.maxItems === "number" ? schema.maxItems : plan.scenes.length;
  const count = Math.min(most, Math.max(least, plan.scenes.length));
  const isText = asRecord(schema.items).type === "string";
  return Array.from({ length: count }, (_, place) =>
    inventValue(isText ? `${name} sentence` : name, asRecord(schema.items), plan, place, words),
  );
}

function inventNumber(schema: Schema): number {
  const { minimum, maximum, default: usual } = schema;
  if (typeof usual === "number") return usual;
  const value = typeof minimum === "number" ? Math.max(minimum, 1) : 1;
  return typeof maximum === "number" ? Math.min(maximum, value) : value;
}

function inventText(
  name: string,
  schema: Schema,
  plan: Plan,
  place: number,
  words: number | undefined,
): string {
  const scene = plan.scenes[place % plan.scenes.length];
  const text = textFor(name, plan, place, words);
  const most = schema.maxLength;
  return typeof most === "number" ? text.slice(0, most) : text === "" ? (scene?.narration ?? "") : text;
}

function textFor(name: string, plan: Plan, place: number, words: number | undefined): string {
  const scene = plan.scenes[place % plan.scenes.length];
  if (/script|story/i.test(name)) return scriptOf(plan, words);
  if (/sentence|narration|voice|speech|text|content|body|description|summary/i.test(name))
    return scene?.narration ?? "";
  if (/visual|prompt|image|picture|broll|query|keyword/i.test(name)) return scene?.visualPrompt ?? "";
  if (/locale|language|lang/i.test(name)) return plan.locale;
  if (/mood|tone|style/i.test(name)) return plan.mood;
  if (/title|headline|name|label|topic|subject/i.test(name))
    return place === 0 ? plan.title : (scene?.title ?? plan.title);
  if (/colou?r/i.test(name)) return "#ffffff";
  if (/id$/i.test(name)) return `item-${place + 1}`;
  return scene?.narration ?? plan.title;
}
