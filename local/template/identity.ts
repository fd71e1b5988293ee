import { ACCOUNT_ID, REGION } from "../types.ts";
import type { Addresses } from "./addresses.ts";
import { computeIdentities } from "./identities/compute.ts";
import { dataIdentities } from "./identities/data.ts";
import { edgeIdentities } from "./identities/edge.ts";
import { flowIdentities } from "./identities/flow.ts";
import { INERT_TYPES } from "./inert-types.ts";
import { shortHash } from "./physical-name.ts";

/** What a resource is known by. An attribute may be computed late, because it reads other resources. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string | (() => string)>>;
}

/** What an identity is made from; properties are evaluated only when asked for, so that cycles through the rest do not matter. */
export interface ResourceView {
  readonly logicalId: string;
  readonly stackName: string;
  readonly addresses: Addresses;
  /** The evaluated property. */
  value(property: string): unknown;
  /** The evaluated property when it is text. */
  text(property: string): string | undefined;
  /** The physical name: the property's text, else one made from stack and id, at most `maxLength` long. */
  name(property: string, maxLength: number): string;
}

export type DescribeIdentity = (view: ResourceView) => Identity;

const identities: Readonly<Record<string, DescribeIdentity>> = {
  ...dataIdentities,
  ...computeIdentities,
  ...flowIdentities,
  ...edgeIdentities,
};

/**
 * The identity of a resource, by its type: this folder is the one place that knows physical names, ARNs and attributes.
 *
 * @throws Error for a type that is neither emulated nor declared inert: a template that a laptop cannot honour must not boot
 */
export function identify(type: string, view: ResourceView): Identity {
  const describe = identities[type];
  if (describe) return describe(view);
  if (INERT_TYPES.has(type)) return inertIdentity(type, view);
  throw new Error(
    `${view.stackName}/${view.logicalId} has type ${type}, which the local cloud neither emulates nor declares inert`,
  );
}

/** Does nothing here, but may be named: its ARN and id only have to be stable and well formed. */
function inertIdentity(type: string, view: ResourceView): Identity {
  const [, service = "custom", kind = "resource"] = type.toLowerCase().split("::");
  const name = view.text("Name") ?? `${view.stackName}-${view.logicalId}`;
  const arn = `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${kind}/${name}`;
  const id = shortHash(`${view.stackName}/${view.logicalId}`);
  return { ref: type === "AWS::SNS::Topic" ? arn : name, attributes: { Arn: arn, Id: id, TopicArn: arn } };
}
