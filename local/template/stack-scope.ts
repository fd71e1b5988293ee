import { isRecord, recordOf, textOf } from "../json-values.ts";
import { ACCOUNT_ID, REGION } from "../types.ts";
import type { Addresses } from "./addresses.ts";
import type { StackTemplate } from "./cloud-assembly.ts";
import { type Identity, identify, type ResourceView } from "./identity.ts";
import { evaluate, isTrue, NO_VALUE, type Scope } from "./intrinsics.ts";
import { physicalName, shortHash } from "./physical-name.ts";

export interface StackScopeOptions {
  readonly stack: StackTemplate;
  readonly parameters: ReadonlyMap<string, unknown>;
  readonly addresses: Addresses;
  importValue(name: string): unknown;
}

export interface StackScope extends Scope {
  readonly stack: StackTemplate;
  identity(logicalId: string): Identity;
  /** False when the resource's or output's own condition is false. */
  exists(declaration: Record<string, unknown>): boolean;
}

/** The lookups of one stack; everything is evaluated once, when first asked for. */
export function createStackScope({
  stack,
  parameters,
  addresses,
  importValue,
}: StackScopeOptions): StackScope {
  const pseudo = pseudoParameters(stack.name);
  const identityOf = once((logicalId) => {
    const declaration = stack.resources[logicalId];
    if (!isRecord(declaration)) throw new Error(`${stack.name} has no resource ${logicalId}`);
    if (!scope.exists(declaration)) throw new Error(`${logicalId} is used, but its condition is false`);
    return identify(String(declaration.Type), viewOf(logicalId, recordOf(declaration.Properties)));
  });
  const conditionOf = once((name) => {
    if (!Object.hasOwn(stack.conditions, name)) throw new Error(`${stack.name} has no condition ${name}`);
    return isTrue(stack.conditions[name], scope);
  });

  const viewOf = (logicalId: string, properties: Record<string, unknown>): ResourceView => {
    const value = (property: string) => {
      const evaluated = evaluate(properties[property], scope);
      return evaluated === NO_VALUE ? undefined : evaluated;
    };
    const text = (property: string) => textOf(value(property));
    return {
      logicalId,
      stackName: stack.name,
      addresses,
      value,
      text,
      name: (property, maxLength) => text(property) ?? physicalName(stack.name, logicalId, maxLength),
    };
  };

  const scope: StackScope = {
    stack,
    zones: ["a", "b", "c"].map((zone) => REGION + zone),
    importValue,
    identity: identityOf,
    condition: conditionOf,
    exists: ({ Condition: name }) => typeof name !== "string" || conditionOf(name),
    ref(id) {
      if (Object.hasOwn(pseudo, id)) return pseudo[id];
      if (Object.hasOwn(stack.parameters, id)) {
        const value = parameters.get(id);
        if (value === undefined) throw new Error(`parameter ${id} of ${stack.name} has no default: give one`);
        return value;
      }
      return identityOf(id).ref;
    },
    getAtt(id, attribute) {
      const value = identityOf(id).attributes[attribute];
      if (value === undefined) {
        const type = String(recordOf(stack.resources[id]).Type);
        throw new Error(`the local cloud knows no attribute ${attribute} of ${type} (${stack.name}/${id})`);
      }
      return typeof value === "function" ? value() : value;
    },
    findInMap(map, first, second) {
      const value = recordOf(recordOf(stack.mappings[map])[first])[second];
      if (value === undefined) throw new Error(`${stack.name} maps no ${map}.${first}.${second}`);
      return value;
    },
  };
  return scope;
}

function pseudoParameters(stackName: string): Readonly<Record<string, unknown>> {
  return {
    "AWS::AccountId": ACCOUNT_ID,
    "AWS::NoValue": NO_VALUE,
    "AWS::NotificationARNs": [],
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackId": `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/${shortHash(stackName)}`,
    "AWS::StackName": stackName,
    "AWS::URLSuffix": "amazonaws.com",
  };
}

/** Remembers results by key. @throws Error when computing a key needs that same key */
function once<T>(compute: (key: string) => T): (key: string) => T {
  const done = new Map<string, { value: T }>();
  const underWay = new Set<string>();
  return (key) => {
    const known = done.get(key);
    if (known) return known.value;
    if (underWay.has(key)) throw new Error(`circular: ${[...underWay, key].join(" → ")}`);
    underWay.add(key);
    try {
      const value = compute(key);
      done.set(key, { value });
      return value;
    } finally {
      underWay.delete(key);
    }
  };
}
