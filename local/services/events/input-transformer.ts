import { textOf } from "../../json-values.ts";
import type { Json } from "../states/language/definition.ts";
import { findPath } from "../states/language/path.ts";

/** What a rule makes of an event for one target. */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** The text that the target gets. */
export function targetInput(
  target: TargetInput,
  event: Readonly<Record<string, unknown>>,
  rule: { readonly name: string; readonly arn: string },
): string {
  if (target.Input !== undefined) return target.Input;
  const document = event as Json;
  if (target.InputPath !== undefined) return JSON.stringify(findPath(target.InputPath, document, {}) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = target.InputTransformer;
  const values: Record<string, Json | undefined> = {
    "aws.events.rule-arn": rule.arn,
    "aws.events.rule-name": rule.name,
    "aws.events.event.json": document,
    "aws.events.event": withoutDetail(event),
    "aws.events.event.ingestion-time": textOf(event.time),
  };
  for (const [name, path] of Object.entries(InputPathsMap ?? {})) values[name] = findPath(path, document, {});
  return fill(InputTemplate, values);
}

function withoutDetail({ detail: _left, ...rest }: Readonly<Record<string, unknown>>): Json {
  return rest as Json;
}

/**
 * Puts values in place of `<name>`. Inside a string of the template a value is text; elsewhere it is JSON. A path that
 * the event does not have gives an empty string.
 */
function fill(template: string, values: Readonly<Record<string, Json | undefined>>): string {
  let isInString = false;
  return template.replace(/\\.|"|<([\w.-]+)>/g, (found, name?: string) => {
    if (found === '"') isInString = !isInString;
    if (name === undefined || !Object.hasOwn(values, name)) return found;
    const value = values[name] ?? "";
    if (!isInString) return JSON.stringify(value);
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}
