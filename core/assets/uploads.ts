import type { Account } from "../ports/accounts.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { Clock, Ids } from "../ports/time-and-ids.ts";
import type { UploadForm, UploadForms } from "../ports/upload-forms.ts";

/** One file, at most; a minute of video at a high bit rate fits. */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
/** A form is good for this long. */
const FORM_SECONDS = 15 * 60;
/** An upload that no request has named is gone after this long; the bucket's own rule comes later than that. */
const KEPT_MS = 24 * 3_600_000;

export interface StartedUpload extends UploadForm {
  readonly uploadId: string;
  readonly maxSizeInBytes: number;
  /** When the form stops being good, ms since 1970 UTC. */
  readonly expiresAtEpochMs: number;
}

/** Under the account: an id of another account's upload names nothing here. */
const keyOf = (userId: string, uploadId: string): string => `uploads/${userId}/${uploadId}`;

/** @param workId names the upload: a repeat of the same request gets the same one. @default a new one */
export const newUploadId = ({ ids }: { readonly ids: Ids }, workId: string | undefined): string =>
  workId === undefined ? ids.next("upload") : `upload_${workId}`;

/** The form to send one file with. Whoever has it can put one file there, as often as they like while it is good. */
export async function startUpload(
  { forms, clock }: { readonly forms: UploadForms; readonly clock: Clock },
  { userId }: Pick<Account, "userId">,
  uploadId: string,
): Promise<StartedUpload> {
  const expiresAtEpochMs = clock.now() + FORM_SECONDS * 1000;
  const limits = { maxSizeInBytes: MAX_UPLOAD_BYTES, expiresInSeconds: FORM_SECONDS };
  const { url, fields } = await forms.sign(keyOf(userId, uploadId), limits);
  return { uploadId, url, fields, maxSizeInBytes: MAX_UPLOAD_BYTES, expiresAtEpochMs };
}

/** The bytes of an upload of this account; undefined when there are none (yet, or any more). */
export async function readUpload(
  { data, clock }: { readonly data: BlobStore; readonly clock: Clock },
  userId: string,
  uploadId: string,
): Promise<Uint8Array | undefined> {
  if (!/^upload_\w{1,100}$/.test(uploadId)) return undefined;
  const key = keyOf(userId, uploadId);
  const facts = await data.head(key);
  if (facts === undefined || facts.modifiedAtEpochMs + KEPT_MS <= clock.now()) return undefined;
  return data.get(key);
}
