import { asRecord } from "./read-conversation.ts";

/** What JSON Schema says of one place; the parts of it that tool definitions use. */
export type Schema = Readonly<Record<string, unknown>>;

/** Makes up a value for a required place that the planner had nothing for. */
export type Invent = (name: string, schema: Schema) => unknown;

function branchesOf(schema: Schema): Schema[] {
  const branches = schema.anyOf ?? schema.oneOf;
  return Array.isArray(branches) ? branches.map(asRecord) : [];
}

function deref(schema: Schema, root: Schema): Schema {
  const ref = schema.$ref;
  if (typeof ref !== "string" || !ref.startsWith("#/")) return schema;
  let place: unknown = root;
  for (const step of ref.slice(2).split("/")) place = asRecord(place)[step];
  return asRecord(place);
}

function typesOf(schema: Schema): string[] {
  const type = schema.type;
  if (typeof type === "string") return [type];
  return Array.isArray(type) ? type.filter((one): one is string => typeof one === "string") : [];
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

/** Whether a value already is what a schema asks for (the keywords that tool definitions use). */
export function matches(value: unknown, rawSchema: Schema, root: Schema = rawSchema): boolean {
  const schema = deref(rawSchema, root);
  const branches = branchesOf(schema);
  if (branches.length > 0 && !branches.some((branch) => matches(value, branch, root))) return false;
  if ("const" in schema && schema.const !== value) return false;
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) return false;
  const types = typesOf(schema);
  const name = typeName(value);
  const isTyped = types.includes(name) || (types.includes("integer") && Number.isInteger(value));
  if (types.length > 0 && !isTyped) return false;
  if (typeof value === "number") return isWithin(value, schema);
  if (typeof value === "string") return matchesString(value, schema);
  if (Array.isArray(value)) return value.every((item) => matches(item, asRecord(schema.items), root));
  return name === "object" ? matchesObject(asRecord(value), schema, root) : true;
}

function isWithin(value: number, schema: Schema): boolean {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (typeof minimum === "number" && value < minimum) return false;
  if (typeof maximum === "number" && value > maximum) return false;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) return false;
  return !(typeof exclusiveMaximum === "number" && value >= exclusiveMaximum);
}

function matchesString(value: string, schema: Schema): boolean {
  const { minLength, maxLength, pattern } = schema;
  if (typeof minLength === "number" && value.length < minLength) return false;
  if (typeof maxLength === "number" && value.length > maxLength) return false;
  return !(typeof pattern === "string" && !new RegExp(pattern, "u").test(value));
}

function matchesObject(value: Record<string, unknown>, schema: Schema, root: Schema): boolean {
  const properties = asRecord(schema.properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  if (required.some((name) => typeof name === "string" && value[name] === undefined)) return false;
  return Object.entries(value).every(([name, field]) => {
    if (name in properties) return matches(field, asRecord(properties[name]), root);
    return schema.additionalProperties !== false;
  });
}

/**
 * Brings what the planner wants to say into the shape that a tool's schema asks for: drops fields that the schema does not know,
 * clamps numbers, shortens texts, picks the branch of a union that fits, and invents what is required and missing.
 *
 * @returns undefined when the value cannot be brought into shape
 */
export function fitToSchema(
  value: unknown,
  rawSchema: Schema,
  invent: Invent,
  root: Schema = rawSchema,
): unknown {
  const schema = deref(rawSchema, root);
  const branches = branchesOf(schema);
  if (branches.length > 0) {
    if (branches.some((branch) => matches(value, branch, root))) return value;
    for (const branch of branches) {
      const fitted = fitToSchema(value, branch, invent, root);
      if (fitted !== undefined && matches(fitted, branch, root)) return fitted;
    }
    return undefined;
  }
  if (Array.isArray(schema.enum)) return fitEnum(value, schema.enum);
  const types = typesOf(schema);
  if (types.includes("object")) return fitObject(asRecord(value), schema, invent, root);
  if (types.includes("array")) return fitArray(value, schema, invent, root);
  if (types.includes("string")) return fitString(value, schema);
  if (types.includes("number") || types.includes("integer")) return fitNumber(value, schema, types);
  return value;
}

function fitEnum(value: unknown, allowed: readonly unknown[]): unknown {
  if (allowed.includes(value)) return value;
  const plain = (one: unknown) =>
    String(one)
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, "");
  const same = allowed.find((one) => plain(one) === plain(value));
  if (same !== undefined) return same;
  const [vertical, horizontal] = String(value).split("-");
  return allowed.find((one) => one === vertical) ?? allowed.find((one) => one === horizontal);
}

function fitString(value: unknown, schema: Schema): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string") return undefined;
  const most = schema.maxLength;
  if (typeof most !== "number" || text.length <= most) return text;
  const cut = text.slice(0, most);
  return cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut;
}

function fitNumber(value: unknown, schema: Schema, types: readonly string[]): number | undefined {
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  const low = typeof schema.minimum === "number" ? schema.minimum : Number.NEGATIVE_INFINITY;
  const high = typeof schema.maximum === "number" ? schema.maximum : Number.POSITIVE_INFINITY;
  const within = Math.min(high, Math.max(low, value));
  return types.includes("number") ? within : Math.round(within);
}

function fitArray(value: unknown, schema: Schema, invent: Invent, root: Schema): unknown[] {
  const most = typeof schema.maxItems === "number" ? schema.maxItems : Number.POSITIVE_INFINITY;
  const items = Array.isArray(value) ? value.slice(0, most) : [];
  return items.map((item) => fitToSchema(item, asRecord(schema.items), invent, root));
}

function fitObject(
  value: Record<string, unknown>,
  schema: Schema,
  invent: Invent,
  root: Schema,
): Record<string, unknown> {
  const properties = asRecord(schema.properties);
  const isOpen = schema.additionalProperties !== false;
  const out: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    if (!(name in properties)) {
      if (isOpen) out[name] = field;
      continue;
    }
    const fitted = fitToSchema(field, asRecord(properties[name]), invent, root);
    if (fitted !== undefined) out[name] = fitted;
  }
  const required = Array.isArray(schema.required) ? schema.required : [];
  for (const name of required) {
    if (typeof name === "string" && out[name] === undefined) {
      out[name] = invent(name, deref(asRecord(properties[name]), root));
    }
  }
  return out;
}
