import type { Resource, ServiceContext } from "../../types.ts";
import { type BehaviorConfig, type DistributionConfig, pathMatcher } from "./distribution-config.ts";
import { type RunEdgeFunction, readEdgeFunction } from "./edge-function.ts";
import type { Handle } from "./edge-message.ts";
import type { FindOrigin } from "./origins.ts";
import type { OriginAddress } from "./policies/origin-request.ts";
import { readForwarding } from "./policies/read-forwarding.ts";
import { type AddHeaders, readResponseHeaders } from "./policies/response-headers.ts";
import type { Forwarding } from "./policies/viewer-values.ts";

/** A cache behaviour, ready to run. */
export interface Behavior {
  readonly matches: (path: string) => boolean;
  readonly allowedMethods: ReadonlySet<string>;
  readonly origin: Origin;
  readonly forwarding: readonly Forwarding[];
  readonly addHeaders: AddHeaders;
  readonly onViewerRequest: RunEdgeFunction | undefined;
  readonly onViewerResponse: RunEdgeFunction | undefined;
}

interface Origin extends OriginAddress {
  readonly handle: Handle;
  readonly timeoutMs: number;
  readonly attempts: number;
}

export interface Behaviors {
  /** The first whose pattern matches, in the template's order; else the default. */
  of(path: string): Behavior;
}

/** @throws Error for origins, policies and functions that are not in the template */
export function readBehaviors(
  resource: Resource,
  config: DistributionConfig,
  context: ServiceContext,
  findOrigin: FindOrigin,
): Behaviors {
  const { assembly, log } = context;
  const origins = new Map(
    config.Origins.map((origin): [string, Origin] => [
      origin.Id,
      {
        handle: findOrigin(origin, resource),
        domainName: origin.DomainName,
        path: origin.OriginPath,
        customHeaders: Object.fromEntries(
          origin.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName, HeaderValue]),
        ),
        timeoutMs: (origin.CustomOriginConfig?.OriginReadTimeout ?? 30) * 1000,
        attempts: origin.ConnectionAttempts,
      },
    ]),
  );
  const read = (behavior: BehaviorConfig): Behavior => {
    const origin = origins.get(behavior.TargetOriginId);
    if (!origin) throw new Error(`${resource.logicalId} has no origin ${behavior.TargetOriginId}`);
    const functionAt = (type: string) => {
      const found = behavior.FunctionAssociations.find(({ EventType }) => EventType === type);
      return found && readEdgeFunction(assembly, found.FunctionARN, log);
    };
    return {
      matches: pathMatcher(behavior.PathPattern ?? "*"),
      allowedMethods: new Set(behavior.AllowedMethods),
      origin,
      forwarding: readForwarding(assembly, [behavior.CachePolicyId, behavior.OriginRequestPolicyId]),
      addHeaders: readResponseHeaders(assembly, behavior.ResponseHeadersPolicyId),
      onViewerRequest: functionAt("viewer-request"),
      onViewerResponse: functionAt("viewer-response"),
    };
  };
  const ordered = config.CacheBehaviors.map(read);
  const fallback = read(config.DefaultCacheBehavior);
  return { of: (path) => ordered.find((behavior) => behavior.matches(path)) ?? fallback };
}
