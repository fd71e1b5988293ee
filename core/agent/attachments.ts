import { createHash } from "node:crypto";
import { readUpload } from "../assets/uploads.ts";
import type { AttachedFile, Attachment } from "../contract/attached-file.ts";
import { type FieldProblem, InvalidRequestError } from "../contract/errors.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { InspectedFile, InspectFile } from "../ports/file-inspector.ts";
import type { Clock } from "../ports/time-and-ids.ts";

const MEGABYTE = 1024 * 1024;

/** Bytes of one file, at most. Media: what a renderer should be asked to load. */
const MAX_BYTES: Readonly<Record<Attachment["kind"], number>> = {
  image: 20 * MEGABYTE,
  video: 100 * MEGABYTE,
  audio: 50 * MEGABYTE,
  pdf: 15 * MEGABYTE,
  text: 200_000,
};
/** Of one request. Each file is read, hashed and stored while the caller waits. */
const MAX_BYTES_TOGETHER = 200 * MEGABYTE;

/*
 * What the model takes. Source: https://platform.claude.com/docs/en/build-with-claude/vision and …/pdf-support: a picture
 * of 5 MB in base64 and 8,000 pixels an edge, 100 pages of PDF, 32 MB a request.
 */
const MAX_READ_IMAGE_BYTES = 3.75 * MEGABYTE;
const MAX_READ_IMAGE_PIXELS = 8000;
const MAX_READ_BYTES_TOGETHER = 20 * MEGABYTE;
/** Half of what a model can think about at once. */
const MAX_TOKENS_TOGETHER = 100_000;

const TOKENS_AN_IMAGE = 1600;
/** A page is read as its text and as a picture. */
const TOKENS_A_PAGE = 2500;
/** A letter of Korean is three bytes and most of a token; a token of English is about four letters. */
const BYTES_A_TOKEN = 3;

/** What a request attached: its files as they are kept, and about how many tokens the model reads them as. */
export interface Attachments {
  readonly files: readonly Attachment[];
  readonly tokens: number;
}

/** Pictures and clips among them: what a scene can show. */
export const visualsIn = ({ files }: Attachments): number =>
  files.filter(({ kind }) => kind === "image" || kind === "video").length;

export interface AttachmentDeps {
  /** The data bucket: nothing that is only attached is ever on the media host. */
  readonly data: BlobStore;
  readonly clock: Clock;
  readonly inspectFile: InspectFile;
}

const keyOf = (userId: string, contentHash: string): string => `attachments/${userId}/${contentHash}`;

/** The bytes of an attachment; undefined when it has been forgotten. */
export const readAttachment = (
  { data }: Pick<AttachmentDeps, "data">,
  userId: string,
  { contentHash }: Pick<Attachment, "contentHash">,
): Promise<Uint8Array | undefined> => data.get(keyOf(userId, contentHash));

/**
 * Takes the files of a request: says what each is by its bytes and stores it under the account by its content, so that a
 * repeat stores nothing new. One file is in memory at a time.
 *
 * @throws {InvalidRequestError} INVALID_PARAMETERS, naming every file that is no base64, no upload of this account, nothing
 *   we take, or beyond a limit
 */
export async function takeAttachments(
  deps: AttachmentDeps,
  userId: string,
  given: readonly AttachedFile[],
): Promise<Attachments> {
  const files: Attachment[] = [];
  const problems: FieldProblem[] = [];
  const sums = { bytes: 0, readBytes: 0, tokens: 0 };
  for (const [index, file] of given.entries()) {
    const path = `attachedFiles.${index}`;
    try {
      const taken = await takeFile(deps, userId, file, path);
      sums.bytes += taken.sizeInBytes;
      if (sums.bytes > MAX_BYTES_TOGETHER)
        throw refuse(path, tooMuch("All files together", MAX_BYTES_TOGETHER));
      files.push(count(taken, sums, path));
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      problems.push(...error.problems.map((problem) => ({ ...problem, path: problem.path || path })));
    }
  }
  if (problems.length > 0) throw new InvalidRequestError("INVALID_PARAMETERS", problems);
  return { files, tokens: sums.tokens };
}

type Taken = Omit<Attachment, "isRead"> & Pick<InspectedFile, "pages">;

async function takeFile(
  deps: AttachmentDeps,
  userId: string,
  { name, base64, uploadId }: AttachedFile,
  path: string,
): Promise<Taken> {
  const bytes =
    typeof uploadId === "string" ? await uploaded(deps, userId, uploadId, path) : decoded(base64 ?? "", path);
  const inspected = deps.inspectFile(bytes);
  const { kind, mimeType } = inspected;
  if (bytes.length > MAX_BYTES[kind])
    throw refuse(path, tooMuch(`A file of this kind (${kind})`, MAX_BYTES[kind]));
  const contentHash = createHash("sha256").update(bytes).digest("hex");
  // Again although it is there: that makes it young, for the rule that ends what is old.
  await deps.data.put(keyOf(userId, contentHash), bytes, { mimeType });
  const assetId = `attachment-${contentHash.slice(0, 12)}`;
  return { ...inspected, assetId, name, contentHash, sizeInBytes: bytes.length };
}

/** Whether the model reads it, counted against what it can read. Media that it does not read can be shown all the same. */
function count(
  { pages = 0, ...file }: Taken,
  sums: { readBytes: number; tokens: number },
  path: string,
): Attachment {
  const { kind, sizeInBytes } = file;
  const fits = sums.readBytes + sizeInBytes <= MAX_READ_BYTES_TOGETHER;
  const isRead = kind === "image" ? fits && isReadable(file) : kind === "pdf" || kind === "text";
  if (!isRead) return { ...file, isRead };
  sums.readBytes += sizeInBytes;
  sums.tokens += tokensOf(kind, sizeInBytes, pages);
  if (!fits || sums.tokens > MAX_TOKENS_TOGETHER)
    throw refuse(path, "is more than the agent can read at once");
  return { ...file, isRead };
}

const isReadable = ({ sizeInBytes, width = 0, height = 0 }: Taken | Attachment): boolean =>
  sizeInBytes <= MAX_READ_IMAGE_BYTES && Math.max(width, height) <= MAX_READ_IMAGE_PIXELS;

function tokensOf(kind: Attachment["kind"], sizeInBytes: number, pages: number): number {
  if (kind === "image") return TOKENS_AN_IMAGE;
  return kind === "pdf" ? pages * TOKENS_A_PAGE : Math.ceil(sizeInBytes / BYTES_A_TOKEN);
}

async function uploaded(
  deps: AttachmentDeps,
  userId: string,
  uploadId: string,
  path: string,
): Promise<Uint8Array> {
  const bytes = await readUpload(deps, userId, uploadId);
  if (bytes !== undefined) return bytes;
  throw refuse(`${path}.uploadId`, "names no upload, or one whose file has not come or is gone after a day");
}

/** A `data:` URL's beginning is left out, as are the ends of lines. */
function decoded(base64: string, path: string): Uint8Array {
  const text = base64.replace(/^data:[^,]{0,200},/, "").replaceAll(/\s+/g, "");
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text))
    throw refuse(`${path}.base64`, "is not base64");
  return Buffer.from(text, "base64");
}

const tooMuch = (what: string, maxBytes: number): string => `${what} may have at most ${maxBytes} bytes`;

const refuse = (path: string, message: string): InvalidRequestError =>
  new InvalidRequestError("INVALID_PARAMETERS", [{ path, message }]);
