import type { ContextObject, Json } from "./definition.ts";
import { evaluate } from "./expression.ts";
import { isList, isObject } from "./path.ts";

/** Fills `Parameters`, `ResultSelector` or `ItemSelector`: keys that end in `.$` hold expressions. */
export function fillTemplate(template: Json, input: Json, context: ContextObject): Json {
  if (isList(template)) return template.map((item) => fillTemplate(item, input, context));
  if (!isObject(template)) return template;
  const filled: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith(".$")) filled[key.slice(0, -2)] = evaluate(String(value), input, context, key);
    else filled[key] = fillTemplate(value, input, context);
  }
  return filled;
}
