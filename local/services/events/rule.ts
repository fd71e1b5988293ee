import { isRecord, listOf, recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, REGION, type Resource } from "../../types.ts";
import { isKnownTarget, readDeliveryPolicy } from "./delivery.ts";
import type { TargetInput } from "./input-transformer.ts";
import { checkPattern } from "./match-pattern.ts";

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly isEnabled: boolean;
  readonly pattern: Readonly<Record<string, unknown>> | undefined;
  readonly scheduleExpression: string | undefined;
  readonly targets: readonly RuleTarget[];
}

export interface RuleTarget extends TargetInput, ReturnType<typeof readDeliveryPolicy> {
  readonly arn: string;
  readonly roleArn: string | undefined;
}

const KNOWN_PROPERTIES = [
  "Name",
  "Description",
  "EventBusName",
  "EventPattern",
  "ScheduleExpression",
  "State",
  "Targets",
  "Tags",
];
const KNOWN_TARGET_FIELDS = [
  "Arn",
  "Id",
  "RoleArn",
  "Input",
  "InputPath",
  "InputTransformer",
  "RetryPolicy",
  "DeadLetterConfig",
];

/** @throws Error for anything that would not work here as in AWS */
export function readRule(resource: Resource): Rule {
  const { logicalId, properties } = resource;
  refuseUnknown(properties, KNOWN_PROPERTIES, `the rule ${logicalId}`);
  const busName = busNameOf(textOf(properties.EventBusName) ?? "default");
  const name = textOf(properties.Name) ?? resource.ref.split("|").at(-1)?.split("/").at(-1) ?? logicalId;
  const path = busName === "default" ? name : `${busName}/${name}`;
  const pattern = properties.EventPattern;
  if (pattern !== undefined) {
    checkPattern(pattern, `the pattern of the rule ${logicalId}`);
    if (listOf(pattern.source).some((source) => String(source).startsWith("aws."))) {
      throw new Error(`the rule ${logicalId} listens to an AWS service; none sends events here`);
    }
  }
  return {
    name,
    arn: `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${path}`,
    busName,
    isEnabled: properties.State !== "DISABLED",
    pattern,
    scheduleExpression: textOf(properties.ScheduleExpression),
    targets: listOf(properties.Targets).map((target) => readTarget(logicalId, recordOf(target))),
  };
}

function readTarget(logicalId: string, target: Record<string, unknown>): RuleTarget {
  refuseUnknown(target, KNOWN_TARGET_FIELDS, `a target of the rule ${logicalId}`);
  const arn = textOf(target.Arn) ?? "";
  if (!isKnownTarget(arn))
    throw new Error(`the rule ${logicalId} has a target that does not exist here: ${arn}`);
  const { Input, InputPath, InputTransformer } = target;
  return {
    arn,
    roleArn: textOf(target.RoleArn),
    ...(typeof Input === "string" && { Input }),
    ...(typeof InputPath === "string" && { InputPath }),
    ...(isRecord(InputTransformer) && {
      InputTransformer: InputTransformer as NonNullable<TargetInput["InputTransformer"]>,
    }),
    ...readDeliveryPolicy(target),
  };
}

/** A bus is named by its name or its ARN. */
export function busNameOf(nameOrArn: string): string {
  return nameOrArn.split("/").at(-1) ?? nameOrArn;
}

export function busArn(name: string): string {
  return `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${name}`;
}

/** @throws Error naming the fields that are not known */
export function refuseUnknown(
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
  where: string,
): void {
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`the local EventBridge does not honour ${unknown.join(", ")} of ${where}`);
}
