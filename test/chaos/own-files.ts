import { createHash } from "node:crypto";
import { pngChunk, pngOf } from "../core/adapters/ingest/sample-media.ts";

/** A picture that somebody attaches for a scene, of which there is no other. */
export interface OwnFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** SHA-256, hex. */
  readonly hash: string;
  /** Under which the agent knows it. */
  readonly assetId: string;
}

/** @param mark of the scene; again, the same file */
export function ownFile(mark: string): OwnFile {
  const bytes = pngOf(64, 36, pngChunk("tEXt", [...Buffer.from(`id\0${mark}`)]));
  const hash = createHash("sha256").update(bytes).digest("hex");
  return { name: `${mark.slice(1)}.png`, bytes, hash, assetId: `attachment-${hash.slice(0, 12)}` };
}
