import { AwsError } from "../../../types.ts";
import { type Operation, type OperationInput, quoted, xmlResponse } from "../operation.ts";
import { writeXml } from "../xml.ts";

const MOST_KEYS = 1000;

/** A page of keys after a marker; a delimiter folds keys into common prefixes, each counted once. */
function listPage({ bucket, call }: OperationInput, after: string) {
  const { query } = call.request;
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const maxKeys = Math.min(Number(query.get("max-keys") ?? MOST_KEYS), MOST_KEYS);
  if (!Number.isInteger(maxKeys) || maxKeys < 0)
    throw new AwsError("InvalidArgument", "max-keys is not a number");
  const encode = query.get("encoding-type") === "url" ? encodeURIComponent : (text: string) => text;
  const contents: object[] = [];
  const commonPrefixes: string[] = [];
  let last = after;
  let isTruncated = false;
  for (const key of bucket.objects.keys()) {
    if (!key.startsWith(prefix) || comesBeforeOrAt(key, after)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const folded = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // A page that ended on a folded prefix continues after all of it.
    if (folded !== undefined && (folded === commonPrefixes.at(-1) || folded === after)) continue;
    const record = bucket.find(key);
    if (record === undefined) continue;
    if (contents.length + commonPrefixes.length >= maxKeys) {
      isTruncated = maxKeys > 0;
      break;
    }
    last = folded ?? key;
    if (folded !== undefined) commonPrefixes.push(folded);
    else {
      contents.push({
        Key: encode(key),
        LastModified: new Date(record.lastModifiedMs).toISOString(),
        ETag: quoted(record.etag),
        Size: record.size,
        StorageClass: "STANDARD",
      });
    }
  }
  const page = {
    Name: bucket.configuration.name,
    Prefix: encode(prefix),
    ...(delimiter !== "" && { Delimiter: encode(delimiter) }),
    MaxKeys: maxKeys,
    IsTruncated: isTruncated,
    Contents: contents as Record<string, string>[],
    CommonPrefixes: commonPrefixes.map((each) => ({ Prefix: encode(each) })),
  };
  return { page, last, count: contents.length + commonPrefixes.length, isTruncated, encode };
}

export const listObjectsV2: Operation = async (input) => {
  const { query } = input.call.request;
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after") ?? undefined;
  const after = token === null ? (startAfter ?? "") : Buffer.from(token, "base64url").toString("utf8");
  const { page, last, count, isTruncated, encode } = listPage(input, after);
  return xmlResponse(
    writeXml("ListBucketResult", {
      ...page,
      KeyCount: count,
      ContinuationToken: token ?? undefined,
      NextContinuationToken: isTruncated ? Buffer.from(last).toString("base64url") : undefined,
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
    }),
  );
};

export const listObjects: Operation = async (input) => {
  const marker = input.call.request.query.get("marker") ?? "";
  const { page, last, isTruncated, encode } = listPage(input, marker);
  const next = isTruncated ? encode(last) : undefined;
  return xmlResponse(writeXml("ListBucketResult", { ...page, Marker: encode(marker), NextMarker: next }));
};

function comesBeforeOrAt(key: string, marker: string): boolean {
  return marker !== "" && Buffer.compare(Buffer.from(key), Buffer.from(marker)) <= 0;
}
