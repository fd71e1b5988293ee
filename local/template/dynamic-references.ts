import type { Assembly } from "../types.ts";
import { mapTexts } from "./assembly.ts";

export interface DynamicValues {
  /** The secret's current text. @throws Error when there is no such secret */
  secret(idOrArn: string, versionStage: string): string;
  parameter(name: string): string;
}

const SECRET_ARN = "arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:[^:]+";
/** id, then text, JSON key, stage, version, each optional. */
const SECRET = new RegExp(
  `^secretsmanager:(${SECRET_ARN}|[^:]+)(?::SecretString(?::([^:]*)(?::([^:]*)(?::([^:]*))?)?)?)?$`,
);
const PARAMETER = /^ssm:([^:]+)(?::\d+)?$/;

/**
 * Replaces `{{resolve:secretsmanager:…}}` and `{{resolve:ssm:…}}` in all properties and outputs.
 *
 * Source: the CloudFormation guide, "Get values stored in other services using dynamic references".
 * @throws Error for a reference of another kind, or to something that does not exist
 */
export function resolveDynamicReferences(assembly: Assembly, values: DynamicValues): Assembly {
  return mapTexts(assembly, (text) => resolveText(text, values));
}

export function resolveText(text: string, values: DynamicValues): string {
  return text.replace(/\{\{resolve:([^{}]+)\}\}/g, (_all, reference: string) => lookUp(reference, values));
}

function lookUp(reference: string, values: DynamicValues): string {
  const parameter = PARAMETER.exec(reference)?.[1];
  if (parameter !== undefined) return values.parameter(parameter);
  const [, id, key, stage] = SECRET.exec(reference) ?? [];
  if (id === undefined) throw new Error(`the local cloud cannot resolve {{resolve:${reference}}}`);
  const secret = values.secret(id, stage || "AWSCURRENT");
  return key ? jsonField(secret, key, id) : secret;
}

function jsonField(secret: string, key: string, id: string): string {
  const parsed: unknown = JSON.parse(secret);
  const field: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, key) : undefined;
  if (typeof field !== "string") throw new Error(`secret ${id} has no text field ${key}`);
  return field;
}
