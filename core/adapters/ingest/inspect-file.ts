import type { InspectedFile } from "../../ports/file-inspector.ts";
import { isPdf, pdfPages } from "./pdf-probe.ts";
import { probe } from "./probe.ts";
import { refuse } from "./refuse.ts";
import { sniff } from "./sniff.ts";

/**
 * What an attached file is: media as ingest takes it, a PDF, or text in UTF-8.
 * @throws InvalidRequestError (INVALID_MEDIA)
 */
export function inspectFile(bytes: Uint8Array): InspectedFile {
  if (bytes.length === 0) throw refuse("The file has no bytes.");
  if (sniff(bytes) !== undefined) {
    const { extension: _, ...media } = probe(bytes);
    return media;
  }
  if (isPdf(bytes)) return { kind: "pdf", mimeType: "application/pdf", pages: pdfPages(bytes) };
  if (isText(bytes)) return { kind: "text", mimeType: "text/plain" };
  throw refuse("The file is none of PNG, JPEG, GIF, WebP, MP4, MP3, WAV, PDF, text in UTF-8.");
}

/** No byte of a text is a control character but tabs and the ends of lines and pages. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => (byte < 32 && (byte < 9 || byte > 13)) || byte === 127)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
