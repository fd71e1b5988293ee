import { createHash } from "node:crypto";

/**
 * The name that a resource without one gets: stack and logical id, as CloudFormation does, but without its random suffix,
 * so that it is the same on every boot. A name over `maxLength` is cut and ends in a hash, so that two stay two.
 */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const name = `${stackName}-${logicalId}`;
  if (name.length <= maxLength) return name;
  const hash = shortHash(name);
  return `${name.slice(0, maxLength - hash.length - 1)}-${hash}`;
}

/** Eight hex characters that are the same for the same text. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
