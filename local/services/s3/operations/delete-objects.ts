import { AwsError, type AwsRequest } from "../../../types.ts";
import { decodeBody } from "../body.ts";
import { headerOf } from "../call.ts";
import { checkWriteConditions } from "../conditions.ts";
import { type Operation, xmlResponse } from "../operation.ts";
import { childrenOf, childText, readXml, writeXml, type XmlElement } from "../xml.ts";

/** Deleting what is not there succeeds, as in S3. */
export const deleteObject: Operation = async ({ call, bucket }) => {
  if (headerOf(call.request, "if-match") !== undefined)
    checkWriteConditions(call.request, bucket.find(call.key));
  bucket.objects.delete(call.key);
  return { status: 204 };
};

/** Each key is authorized by itself: a denied one is an `Error` in a 200. */
export const deleteObjects: Operation = async ({ call, bucket, context }) => {
  const document = readDocument(call.request);
  const keys = childrenOf(document, "Object").map((each) => childText(each, "Key") ?? "");
  if (keys.length === 0 || keys.length > 1000 || keys.includes("")) {
    throw new AwsError("MalformedXML", "A delete names 1 to 1000 keys.");
  }
  const isQuiet = childText(document, "Quiet") === "true";
  const deleted: { Key: string }[] = [];
  const errors: { Key: string; Code: string; Message: string }[] = [];
  for (const Key of keys) {
    const grant = { action: "s3:DeleteObject", resource: `${bucket.configuration.arn}/${Key}` };
    if (await context.may(call.request.principal, grant)) {
      bucket.objects.delete(Key);
      if (!isQuiet) deleted.push({ Key });
    } else {
      const Message = `${call.request.principal.arn} may not s3:DeleteObject on ${grant.resource}`;
      errors.push({ Key, Code: "AccessDenied", Message });
      context.log.warn("s3.denied", { key: Key, bucket: call.bucket, principal: call.request.principal.arn });
    }
  }
  return xmlResponse(writeXml("DeleteResult", { Deleted: deleted, Error: errors }));
};

/** The XML document in a request. @throws AwsError `MalformedXML` */
export function readDocument(request: AwsRequest): XmlElement {
  try {
    return readXml(decodeBody(request).bytes.toString("utf8"));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new AwsError("MalformedXML", cause.message);
    throw cause;
  }
}
