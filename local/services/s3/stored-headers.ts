import { AwsError, type AwsRequest } from "../../types.ts";
import type { BucketConfiguration } from "./bucket-configuration.ts";
import { headerOf } from "./call.ts";

const KEPT = ["content-type", "cache-control", "content-disposition", "content-language", "expires"];

/** The headers of a write that its reads give back. */
export function storedHeaders(request: AwsRequest): Record<string, string> {
  const kept: Record<string, string> = { "content-type": "binary/octet-stream" };
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value !== "string") continue;
    if (KEPT.includes(name) || name.startsWith("x-amz-meta-")) kept[name] = value;
  }
  const codings = (headerOf(request, "content-encoding") ?? "").split(",").map((coding) => coding.trim());
  const encoding = codings.filter((coding) => coding !== "" && coding !== "aws-chunked").join(",");
  if (encoding !== "") kept["content-encoding"] = encoding;
  return kept;
}

/** Tags of the `x-amz-tagging` header, a URL query. */
export function headerTags(request: AwsRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(headerOf(request, "x-amz-tagging") ?? ""));
}

/**
 * ACLs are not kept: the one account owns everything. They are only judged as the bucket's ownership would.
 * @throws AwsError `AccessControlListNotSupported`, `AccessDenied` for a public one
 */
export function checkAcl(acl: string | undefined, bucket: BucketConfiguration): void {
  if (acl === undefined) return;
  if (!bucket.allowsAcls && acl !== "bucket-owner-full-control") {
    throw new AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400);
  }
  if (bucket.blocksPublicAcls && (acl.startsWith("public-") || acl === "authenticated-read")) {
    throw new AwsError("AccessDenied", `${bucket.name} blocks public ACLs`, 403);
  }
}
