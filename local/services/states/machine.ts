import { recordOf, textOf } from "../../json-values.ts";
import type { Resource } from "../../types.ts";
import { integrationOf } from "./integrations/known-services.ts";
import { checkDefinition } from "./language/check-definition.ts";
import type { MachineDefinition } from "./language/definition.ts";

export interface Machine {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly type: "STANDARD" | "EXPRESS";
  readonly definition: MachineDefinition;
}

const KNOWN_PROPERTIES = new Set([
  "DefinitionString",
  "Definition",
  "DefinitionSubstitutions",
  "StateMachineName",
  "StateMachineType",
  "RoleArn",
  "LoggingConfiguration",
  "TracingConfiguration",
  "EncryptionConfiguration",
  "Tags",
]);

/** @throws Error for a definition (or a property) that would not run here as in AWS */
export function readMachine(resource: Resource): Machine {
  const { properties } = resource;
  const unknown = Object.keys(properties).filter((name) => !KNOWN_PROPERTIES.has(name));
  if (unknown.length > 0) {
    throw new Error(`the local Step Functions do not honour ${unknown.join(", ")} of ${resource.logicalId}`);
  }
  const name = resource.ref.split(":").at(-1) ?? resource.ref;
  const roleArn = textOf(properties.RoleArn);
  if (roleArn === undefined) throw new Error(`the state machine ${name} has no role`);
  return {
    name,
    arn: resource.ref,
    roleArn,
    type: properties.StateMachineType === "EXPRESS" ? "EXPRESS" : "STANDARD",
    definition: checkDefinition(
      name,
      readDefinition(name, properties),
      (each) => integrationOf(each) !== undefined,
    ),
  };
}

function readDefinition(name: string, properties: Readonly<Record<string, unknown>>): unknown {
  const text = textOf(properties.DefinitionString) ?? JSON.stringify(properties.Definition);
  if (text === undefined) throw new Error(`the state machine ${name} has no definition in the template`);
  const values = recordOf(properties.DefinitionSubstitutions);
  const complete = text.replace(/\$\{(\w+)\}/g, (whole, key: string) => {
    const value = values[key];
    // Substituted inside a JSON string, so it must stay one.
    return value === undefined ? whole : JSON.stringify(String(value)).slice(1, -1);
  });
  try {
    return JSON.parse(complete);
  } catch (cause) {
    throw new Error(`the definition of the state machine ${name} is not JSON: ${String(cause)}`, { cause });
  }
}
