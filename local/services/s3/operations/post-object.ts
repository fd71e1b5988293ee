import type { AwsRequest, AwsResponse } from "../../../types.ts";
import { type Operation, quoted } from "../operation.ts";
import { readPostForm } from "../post-form.ts";
import { checkPostPolicy } from "../post-policy.ts";
import { checkAcl, headerTags, storedHeaders } from "../stored-headers.ts";
import { writeXml } from "../xml.ts";

/** A browser's upload by form: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html */
export const postObject: Operation = async ({ call, bucket, context }) => {
  const form = readPostForm(call.request);
  checkPostPolicy(form, call.bucket, call.request.principal, context.clock.now());
  checkAcl(form.fields.get("acl"), bucket.configuration);
  // The form's fields are what a PUT's headers are.
  const asPut: AwsRequest = { ...call.request, headers: Object.fromEntries(form.fields) };
  const staged = await bucket.objects.stage(form.file);
  bucket.objects.commit({
    key: form.key,
    size: staged.size,
    etag: staged.md5,
    lastModifiedMs: context.clock.now(),
    headers: storedHeaders(asPut),
    tags: headerTags(asPut),
    dataFile: staged.dataFile,
  });
  return answer(form.fields, `${context.endpoint}/${call.bucket}/${encodeURIComponent(form.key)}`, {
    Bucket: call.bucket,
    Key: form.key,
    ETag: quoted(staged.md5),
  });
};

function answer(
  fields: ReadonlyMap<string, string>,
  location: string,
  result: { Bucket: string; Key: string; ETag: string },
): AwsResponse {
  const headers = { etag: result.ETag, location };
  const redirect = fields.get("success_action_redirect");
  if (redirect !== undefined) {
    const target = new URL(redirect);
    target.searchParams.set("bucket", result.Bucket);
    target.searchParams.set("key", result.Key);
    target.searchParams.set("etag", result.ETag);
    return { status: 303, headers: { ...headers, location: target.href } };
  }
  const status = fields.get("success_action_status");
  if (status === "200") return { status: 200, headers };
  if (status !== "201") return { status: 204, headers };
  const body = writeXml("PostResponse", { Location: location, ...result }, "");
  return { status: 201, headers: { ...headers, "content-type": "application/xml" }, body };
}
