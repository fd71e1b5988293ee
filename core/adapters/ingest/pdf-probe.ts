import { refuse } from "./refuse.ts";

/** A page without pictures; what a PDF packs away is guessed by its size. */
const TYPICAL_PAGE_BYTES = 50_000;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

export const isPdf = (bytes: Uint8Array): boolean => latin1(bytes.subarray(0, 5)) === "%PDF-";

/**
 * Pages of a PDF. Newer ones pack their page tree, and nothing is unpacked here; then it is a guess.
 * @throws InvalidRequestError when it is cut off or locked
 */
export function pdfPages(bytes: Uint8Array): number {
  const text = latin1(bytes);
  if (!text.includes("startxref") && !text.includes("%%EOF")) throw refuse("The PDF is cut off.");
  if (/\/Encrypt\s+\d+\s+\d+\s+R/.test(text)) throw refuse("The PDF is locked by a password.");
  const leaves = text.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0;
  return Math.max(leaves, leaves === 0 ? Math.ceil(bytes.length / TYPICAL_PAGE_BYTES) : 1);
}
