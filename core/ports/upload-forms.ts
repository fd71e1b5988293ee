/** A form that a client fills with a file and posts straight to the store. */
export interface UploadForm {
  readonly url: string;
  /** Sent as they are, before the file. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Signs forms for uploads into the data bucket, which hold whoever has them to one key and a size. */
export interface UploadForms {
  sign(
    key: string,
    limits: { readonly maxSizeInBytes: number; readonly expiresInSeconds: number },
  ): Promise<UploadForm>;
}
