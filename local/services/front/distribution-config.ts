import { z } from "zod";
import type { Resource } from "../../types.ts";

const count = z.coerce.number().int();

const association = z.object({
  EventType: z.enum(["viewer-request", "viewer-response"]),
  FunctionARN: z.string(),
});

const behavior = z.looseObject({
  PathPattern: z.string().optional(),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(["GET", "HEAD"]),
  CachePolicyId: z.string("the legacy cache settings are not emulated: name a cache policy"),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.array(association).default([]),
  LambdaFunctionAssociations: z.array(z.unknown()).max(0, "Lambda@Edge is not emulated").optional(),
  TrustedKeyGroups: z.array(z.unknown()).max(0, "signed URLs are not emulated").optional(),
});

const origin = z.looseObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginPath: z.string().default(""),
  OriginCustomHeaders: z.array(z.object({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
  OriginAccessControlId: z.string().optional(),
  ConnectionAttempts: count.default(3),
  CustomOriginConfig: z.looseObject({ OriginReadTimeout: count.default(30) }).optional(),
  S3OriginConfig: z.looseObject({}).optional(),
});

const errorResponse = z.object({
  ErrorCode: count,
  ResponseCode: count.optional(),
  ResponsePagePath: z.string().optional(),
  ErrorCachingMinTTL: z.coerce.number().optional(),
});

const distributionConfig = z.looseObject({
  Origins: z.array(origin),
  OriginGroups: z.looseObject({ Quantity: z.literal(0, "origin groups are not emulated") }).optional(),
  DefaultCacheBehavior: behavior,
  CacheBehaviors: z.array(behavior).default([]),
  CustomErrorResponses: z.array(errorResponse).default([]),
  DefaultRootObject: z.string().default(""),
});

export type DistributionConfig = z.infer<typeof distributionConfig>;
export type BehaviorConfig = z.infer<typeof behavior>;
export type OriginConfig = z.infer<typeof origin>;

/** @throws Error naming the distribution and the setting that is not emulated */
export function readDistributionConfig(resource: Resource): DistributionConfig {
  const parsed = distributionConfig.safeParse(resource.properties.DistributionConfig);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}

/** The API's distribution has an origin that is no bucket; the media host has buckets only. */
export function isApiDistribution({ Origins }: DistributionConfig): boolean {
  return Origins.some(({ CustomOriginConfig }) => CustomOriginConfig !== undefined);
}

/** A path pattern of a behaviour: `*` is any text, `?` one character; the leading slash may be missing. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const full = pattern.startsWith("/") ? pattern : `/${pattern}`;
  const source = full
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  const expression = new RegExp(`^${source}$`, "s");
  return (path) => expression.test(path);
}
