import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { MediaIngest } from "../../../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../../../core/adapters/ingest/public-addresses.ts";
import { inMemoryBlobStore } from "../../../suites/in-memory/blob-store.ts";
import { png } from "./sample-media.ts";

describe("MediaIngest", () => {
  it("stores bytes under the account and their own hash, once", async () => {
    const media = inMemoryBlobStore();
    let puts = 0;
    const counting = {
      ...media,
      put: (...args: Parameters<typeof media.put>) => {
        puts++;
        return media.put(...args);
      },
    };
    const ingest = new MediaIngest({ media: counting, allowList: parseAllowList("") });
    const bytes = png(640, 360);
    const contentHash = createHash("sha256").update(bytes).digest("hex");
    const first = await ingest.fromBytes("user-1", bytes);
    expect(first).toEqual({
      path: `/assets/user-1/${contentHash}.png`,
      contentHash,
      kind: "image",
      mimeType: "image/png",
      sizeInBytes: bytes.length,
      width: 640,
      height: 360,
    });
    expect(await ingest.fromBytes("user-1", bytes)).toEqual(first);
    expect(puts).toBe(1);
    await ingest.fromBytes("user-2", bytes);
    expect(media.keys()).toHaveLength(2);
  });

  it("stores nothing that it refuses", async () => {
    const media = inMemoryBlobStore();
    const ingest = new MediaIngest({ media, allowList: parseAllowList("") });
    await expect(ingest.fromBytes("u", new TextEncoder().encode("<svg/>"))).rejects.toMatchObject({
      code: "INVALID_MEDIA",
      httpStatus: 400,
    });
    expect(media.keys()).toEqual([]);
  });
});
