import type { Attachment } from "../contract/attached-file.ts";

/** What the bytes of a file are, by what is in them. */
export interface InspectedFile
  extends Pick<Attachment, "kind" | "mimeType" | "width" | "height" | "durationInSeconds"> {
  /** Of a PDF; a guess from its size when it does not say. */
  readonly pages?: number;
}

/** @throws InvalidRequestError (INVALID_MEDIA) for what is nothing we take, is broken, or goes beyond a limit */
export type InspectFile = (bytes: Uint8Array) => InspectedFile;
