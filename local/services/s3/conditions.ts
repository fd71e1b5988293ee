import { AwsError, type AwsRequest } from "../../types.ts";
import { headerOf } from "./call.ts";
import type { ObjectRecord } from "./object-store.ts";

const FAILED = "At least one of the pre-conditions you specified did not hold";

/**
 * `If-Match` and `If-None-Match` of a write. Call it without awaiting anything before the commit.
 * @throws AwsError `PreconditionFailed` (412), `NoSuchKey` (404: If-Match on nothing)
 */
export function checkWriteConditions(request: AwsRequest, current: ObjectRecord | undefined): void {
  const ifNoneMatch = headerOf(request, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new AwsError("NotImplemented", "If-None-Match on a write can only be *", 501);
  }
  if (ifNoneMatch === "*" && current !== undefined) {
    throw new AwsError("PreconditionFailed", FAILED, 412, { Condition: "If-None-Match" });
  }
  const ifMatch = headerOf(request, "if-match");
  if (ifMatch === undefined) return;
  if (current === undefined) throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
  if (!names(ifMatch, current))
    throw new AwsError("PreconditionFailed", FAILED, 412, { Condition: "If-Match" });
}

/** A conditional read: `notModified` is a 304. @throws AwsError `PreconditionFailed` */
export function checkReadConditions(request: AwsRequest, record: ObjectRecord): "send" | "notModified" {
  const seconds = Math.floor(record.lastModifiedMs / 1000) * 1000;
  const ifMatch = headerOf(request, "if-match");
  const ifUnmodifiedSince = headerOf(request, "if-unmodified-since");
  if (ifMatch !== undefined) {
    if (!names(ifMatch, record))
      throw new AwsError("PreconditionFailed", FAILED, 412, { Condition: "If-Match" });
  } else if (ifUnmodifiedSince !== undefined && seconds > Date.parse(ifUnmodifiedSince)) {
    throw new AwsError("PreconditionFailed", FAILED, 412, { Condition: "If-Unmodified-Since" });
  }
  const ifNoneMatch = headerOf(request, "if-none-match");
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, record) ? "notModified" : "send";
  const ifModifiedSince = headerOf(request, "if-modified-since");
  return ifModifiedSince !== undefined && seconds <= Date.parse(ifModifiedSince) ? "notModified" : "send";
}

function names(header: string, record: ObjectRecord): boolean {
  const etags = header.split(",").map((etag) => etag.trim().replace(/^W\//, "").replaceAll('"', ""));
  return etags.includes("*") || etags.includes(record.etag);
}
