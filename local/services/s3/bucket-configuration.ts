import type { Resource } from "../../types.ts";

export interface CorsRule {
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders?: readonly string[];
  readonly ExposedHeaders?: readonly string[];
  /** Seconds. */
  readonly MaxAge?: number | string;
}

export interface ExpirationRule {
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly expirationInDays: number | undefined;
  /** Unfinished multipart uploads are dropped this many days after they began. */
  readonly abortUploadsInDays: number | undefined;
}

export interface BucketConfiguration {
  readonly name: string;
  readonly arn: string;
  /** Whether requests may carry ACLs: `ObjectWriter` and `BucketOwnerPreferred` ownership, not the default. */
  readonly allowsAcls: boolean;
  readonly blocksPublicAcls: boolean;
  readonly corsRules: readonly CorsRule[];
  readonly expirationRules: readonly ExpirationRule[];
}

/** Properties that change what a client sees, and those that a laptop may ignore: encryption, logs, tags, storage classes. */
const KNOWN_PROPERTIES = new Set([
  "BucketName",
  "OwnershipControls",
  "PublicAccessBlockConfiguration",
  "CorsConfiguration",
  "LifecycleConfiguration",
  "AccessControl",
  "BucketEncryption",
  "LoggingConfiguration",
  "Tags",
]);

const KNOWN_RULE_FIELDS = new Set([
  "Id",
  "Status",
  "Prefix",
  "TagFilters",
  "ExpirationInDays",
  "AbortIncompleteMultipartUpload",
  "Transitions",
  "NoncurrentVersionExpiration",
  "NoncurrentVersionTransitions",
]);

/** @throws Error for a property that the local S3 does not honour, so that it cannot be lost in silence */
export function readBucketConfiguration(resource: Resource): BucketConfiguration {
  const properties = resource.properties as {
    OwnershipControls?: { Rules?: { ObjectOwnership?: string }[] };
    PublicAccessBlockConfiguration?: { BlockPublicAcls?: boolean | string };
    CorsConfiguration?: { CorsRules?: CorsRule[] };
    LifecycleConfiguration?: { Rules?: Record<string, unknown>[] };
  };
  refuseUnknown(resource.logicalId, resource.properties, KNOWN_PROPERTIES);
  const ownership = properties.OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? "BucketOwnerEnforced";
  const blocks = properties.PublicAccessBlockConfiguration?.BlockPublicAcls ?? true;
  return {
    name: resource.ref,
    arn: `arn:aws:s3:::${resource.ref}`,
    allowsAcls: ownership !== "BucketOwnerEnforced",
    blocksPublicAcls: String(blocks) === "true",
    corsRules: properties.CorsConfiguration?.CorsRules ?? [],
    expirationRules: (properties.LifecycleConfiguration?.Rules ?? [])
      .filter((rule) => rule.Status === "Enabled")
      .map((rule) => readRule(resource.logicalId, rule)),
  };
}

function readRule(logicalId: string, rule: Record<string, unknown>): ExpirationRule {
  refuseUnknown(`${logicalId}, lifecycle rule`, rule, KNOWN_RULE_FIELDS);
  const { Prefix, TagFilters, ExpirationInDays, AbortIncompleteMultipartUpload } = rule as {
    Prefix?: string;
    TagFilters?: { Key: string; Value: string }[];
    ExpirationInDays?: number | string;
    AbortIncompleteMultipartUpload?: { DaysAfterInitiation: number | string };
  };
  return {
    prefix: Prefix ?? "",
    tags: Object.fromEntries((TagFilters ?? []).map((tag) => [tag.Key, tag.Value])),
    expirationInDays: ExpirationInDays === undefined ? undefined : Number(ExpirationInDays),
    abortUploadsInDays:
      AbortIncompleteMultipartUpload === undefined
        ? undefined
        : Number(AbortIncompleteMultipartUpload.DaysAfterInitiation),
  };
}

function refuseUnknown(
  what: string,
  given: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): void {
  const unknown = Object.keys(given).filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`the local S3 does not honour ${unknown.join(", ")} of ${what}`);
}
