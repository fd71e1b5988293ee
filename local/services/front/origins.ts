import type { Resource, ServiceContext } from "../../types.ts";
import { readBucketAccess } from "./bucket-access.ts";
import { createBucketOrigin, type ObjectReader } from "./bucket-origin.ts";
import type { OriginConfig } from "./distribution-config.ts";
import type { Handle } from "./edge-message.ts";

/** Finds who answers for an origin's domain name. */
export type FindOrigin = (origin: OriginConfig, distribution: Resource) => Handle;

/**
 * Origins are never reached over the network: their domain names are those of the template's own APIs, function URLs
 * and buckets.
 *
 * @param hosts HTTP APIs and function URLs by host
 */
export function createOrigins(
  context: ServiceContext,
  hosts: ReadonlyMap<string, Handle>,
  objects: ObjectReader,
): FindOrigin {
  const buckets = context.assembly.ofType("AWS::S3::Bucket");
  return (origin, distribution) => {
    const host = hosts.get(origin.DomainName);
    if (host) return host;
    const bucket = buckets.find(({ attributes }) => Object.values(attributes).includes(origin.DomainName));
    if (!bucket) {
      throw new Error(`${distribution.logicalId}: origin ${origin.DomainName} is nothing of the template`);
    }
    if (!origin.OriginAccessControlId) {
      throw new Error(`${distribution.logicalId}: origin ${origin.DomainName} has no origin access control`);
    }
    const arn =
      distribution.attributes.Arn ?? `arn:aws:cloudfront::000000000000:distribution/${distribution.ref}`;
    return createBucketOrigin(bucket.ref, objects, readBucketAccess(context.assembly, bucket.ref, arn));
  };
}
