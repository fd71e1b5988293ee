import type { AwsResponse } from "../../../types.ts";
import { readByteRange } from "../byte-range.ts";
import { headerOf } from "../call.ts";
import { checksumHeaders } from "../checksums.ts";
import { checkReadConditions } from "../conditions.ts";
import type { ObjectRecord } from "../object-store.ts";
import { missingKey, type Operation, type OperationInput, quoted } from "../operation.ts";

export const getObject: Operation = async (input) => {
  const { record, response, range } = await prepareRead(input);
  if (response.status === 304) return response;
  const { start, end } = range ?? { start: 0, end: record.size - 1 };
  return { ...response, body: input.bucket.objects.read(record, start, end) };
};

export const headObject: Operation = async (input) => (await prepareRead(input)).response;

async function prepareRead(input: OperationInput) {
  const { call, bucket } = input;
  const record = bucket.find(call.key);
  if (record === undefined) throw await missingKey(input);
  const headers: Record<string, string> = { ...objectHeaders(record), ...overrides(call.request.query) };
  if (checkReadConditions(call.request, record) === "notModified") {
    const { etag = "", "last-modified": lastModified = "" } = headers;
    return {
      record,
      range: undefined,
      response: { status: 304, headers: { etag, "last-modified": lastModified } },
    };
  }
  const range = readByteRange(headerOf(call.request, "range"), record.size);
  if (range !== undefined) {
    headers["content-length"] = String(range.end - range.start + 1);
    headers["content-range"] = `bytes ${range.start}-${range.end}/${record.size}`;
  } else if (headerOf(call.request, "x-amz-checksum-mode")?.toUpperCase() === "ENABLED") {
    Object.assign(headers, checksumHeaders(record.checksum));
  }
  const response: AwsResponse = { status: range === undefined ? 200 : 206, headers };
  return { record, range, response };
}

/** Headers of a read of the whole object. */
export function objectHeaders(record: ObjectRecord): Record<string, string> {
  const tagCount = Object.keys(record.tags).length;
  return {
    ...record.headers,
    "content-length": String(record.size),
    "accept-ranges": "bytes",
    etag: quoted(record.etag),
    "last-modified": new Date(record.lastModifiedMs).toUTCString(),
    "x-amz-server-side-encryption": "AES256",
    ...(tagCount > 0 && { "x-amz-tagging-count": String(tagCount) }),
  };
}

function overrides(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of query) {
    if (/^response-(content-\w+|cache-control|expires)$/.test(name))
      headers[name.slice("response-".length)] = value;
  }
  return headers;
}
