import { createHash } from "node:crypto";
import type { Sha256 } from "../../ports/segment-renderer.ts";

export const systemSha256: Sha256 = (text) => createHash("sha256").update(text).digest("hex");
