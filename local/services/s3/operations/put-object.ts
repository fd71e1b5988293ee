import { decodeBody } from "../body.ts";
import { headerOf } from "../call.ts";
import { checksumHeaders } from "../checksums.ts";
import { checkWriteConditions } from "../conditions.ts";
import { type Operation, quoted } from "../operation.ts";
import { checkAcl, headerTags, storedHeaders } from "../stored-headers.ts";

export const putObject: Operation = async ({ call, bucket, context }) => {
  const { request, key } = call;
  checkAcl(headerOf(request, "x-amz-acl"), bucket.configuration);
  checkWriteConditions(request, bucket.find(key));
  const { bytes, checksum } = decodeBody(request);
  const staged = await bucket.objects.stage(bytes);
  try {
    checkWriteConditions(request, bucket.find(key));
  } catch (refusal) {
    await bucket.objects.discard(staged);
    throw refusal;
  }
  bucket.objects.commit({
    key,
    size: staged.size,
    etag: staged.md5,
    lastModifiedMs: context.clock.now(),
    headers: storedHeaders(request),
    tags: headerTags(request),
    ...(checksum && { checksum }),
    dataFile: staged.dataFile,
  });
  return {
    status: 200,
    headers: {
      etag: quoted(staged.md5),
      "x-amz-server-side-encryption": "AES256",
      ...checksumHeaders(checksum),
    },
  };
};
