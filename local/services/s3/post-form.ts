import { AwsError, type AwsRequest } from "../../types.ts";
import { headerOf } from "./call.ts";

/** A browser's upload form (presigned POST). Names of fields are in lower case. */
export interface PostForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
  /** With `${filename}` replaced. */
  readonly key: string;
}

/** Stands for the uploaded file's name in `key`. */
const FILE_NAME = "$".concat("{filename}");

const read = new WeakMap<AwsRequest, PostForm>();

/**
 * The form of a presigned POST, read once per request.
 * @throws AwsError `MalformedPOSTRequest`, `InvalidArgument` when it lacks a key or a file
 */
export function readPostForm(request: AwsRequest): PostForm {
  const known = read.get(request);
  if (known !== undefined) return known;
  const form = parse(request.body, headerOf(request, "content-type") ?? "");
  read.set(request, form);
  return form;
}

/**
 * The access key in a presigned POST, for the endpoint to find out who signed it: such a request carries its signature
 * in the form. S3 itself then checks that signature with the principal's secret.
 * @returns undefined when the request is not a form or names no credential
 */
export function postFormAccessKeyId(request: AwsRequest): string | undefined {
  const isForm =
    request.method === "POST" && (headerOf(request, "content-type") ?? "").startsWith("multipart/form-data");
  return isForm ? readPostForm(request).fields.get("x-amz-credential")?.split("/")[0] : undefined;
}

function parse(body: Buffer, contentType: string): PostForm {
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/i.exec(contentType);
  const delimiter = boundary?.[1] ?? boundary?.[2];
  if (!contentType.startsWith("multipart/form-data") || delimiter === undefined)
    throw malformed("no multipart/form-data");
  const marker = Buffer.from(`--${delimiter}`);
  const fields = new Map<string, string>();
  let file: { bytes: Buffer; name: string } | undefined;
  let at = body.indexOf(marker);
  while (at >= 0 && file === undefined) {
    const start = at + marker.length;
    if (body.toString("latin1", start, start + 2) === "--") break;
    const headEnd = body.indexOf("\r\n\r\n", start);
    const next = body.indexOf(Buffer.concat([Buffer.from("\r\n"), marker]), headEnd);
    if (headEnd < 0 || next < 0) throw malformed("a part without an end");
    const head = body.toString("utf8", start, headEnd);
    const name = /;\s*name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase();
    if (name === undefined) throw malformed("a part without a name");
    const value = body.subarray(headEnd + 4, next);
    // S3 ignores whatever follows the file.
    if (name === "file") file = { bytes: value, name: /;\s*filename="([^"]*)"/i.exec(head)?.[1] ?? "" };
    else fields.set(name, value.toString("utf8"));
    at = next + 2;
  }
  const key = fields.get("key");
  if (file === undefined)
    throw new AwsError("InvalidArgument", "POST requires exactly one file upload per request.");
  if (key === undefined || key === "")
    throw new AwsError("InvalidArgument", "Bucket POST must contain a field named 'key'.");
  return { fields, file: file.bytes, key: key.replaceAll(FILE_NAME, file.name) };
}

function malformed(why: string): AwsError {
  return new AwsError("MalformedPOSTRequest", `The body of your POST request is not well-formed: ${why}.`);
}
