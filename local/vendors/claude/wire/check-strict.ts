import { invalid } from "./errors.ts";
import type { ToolDefinition } from "./request-schema.ts";

/**
 * What the vendor refuses of `strict` tools: keywords that its grammar does not know, open objects, and more than it compiles.
 * Source: https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
const MOST_TOOLS = 20;
const MOST_OPTIONAL = 24;
const MOST_UNIONS = 16;

const UNKNOWN_KEYWORDS = [
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...[
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "patternProperties",
  ],
  ...["oneOf", "not", "if", "then", "else", "prefixItems", "propertyNames"],
];

type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const schemasIn = (record: unknown): [string, Schema][] =>
  Object.entries(isSchema(record) ? record : {}).flatMap(([name, value]): [string, Schema][] =>
    isSchema(value) ? [[name, value]] : [],
  );

/** A schema and all that it is made of, each with its path. */
function parts(schema: Schema, path: string): [string, Schema][] {
  const inner: [string, Schema][] = [
    ...schemasIn(schema.properties).map(([name, each]): [string, Schema] => [
      `${path}.properties.${name}`,
      each,
    ]),
    ...schemasIn(schema.$defs).map(([name, each]): [string, Schema] => [`${path}.$defs.${name}`, each]),
    ...[...listOf(schema.anyOf), ...listOf(schema.allOf)].flatMap((each, index): [string, Schema][] =>
      isSchema(each) ? [[`${path}.${index}`, each]] : [],
    ),
    ...(isSchema(schema.items) ? [[`${path}.items`, schema.items] as [string, Schema]] : []),
  ];
  return [[path, schema], ...inner.flatMap(([at, each]) => parts(each, at))];
}

const isObject = ({ type, properties }: Schema): boolean => type === "object" || properties !== undefined;
const isUnion = ({ anyOf, type }: Schema): boolean => anyOf !== undefined || Array.isArray(type);
const optionalIn = ({ properties, required }: Schema): number =>
  Object.keys(isSchema(properties) ? properties : {}).filter((name) => !listOf(required).includes(name))
    .length;

/** @throws ApiError 400 */
export function checkStrictTools(tools: readonly ToolDefinition[]): void {
  const strict = tools.flatMap(({ strict: isStrict, input_schema }, index) =>
    isStrict === true && input_schema !== undefined
      ? parts(input_schema, `tools.${index}.custom.input_schema`)
      : [],
  );
  for (const [path, schema] of strict) {
    const unknown = UNKNOWN_KEYWORDS.find((keyword) => keyword in schema);
    if (unknown !== undefined)
      throw invalid(`${path}: For '${String(schema.type)}' type, property '${unknown}' is not supported`);
    if (isObject(schema) && schema.additionalProperties !== false) {
      throw invalid(`${path}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
    }
    if (Number(schema.minItems ?? 0) > 1) throw invalid(`${path}: 'minItems' must be 0 or 1`);
  }
  const count = tools.filter((tool) => tool.strict === true).length;
  if (count > MOST_TOOLS) throw invalid(`tools: ${count} strict tools, at most ${MOST_TOOLS} are supported`);
  const optional = strict.reduce((sum, [, schema]) => sum + optionalIn(schema), 0);
  if (optional > MOST_OPTIONAL) {
    throw invalid(
      `tools: Schemas contain too many optional parameters (${optional}), at most ${MOST_OPTIONAL}`,
    );
  }
  const unions = strict.filter(([, schema]) => isUnion(schema)).length;
  if (unions > MOST_UNIONS) {
    throw invalid(
      `tools: Schemas contain too many parameters with union types (${unions}), at most ${MOST_UNIONS}`,
    );
  }
}
