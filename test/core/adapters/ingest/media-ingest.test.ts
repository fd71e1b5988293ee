import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
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

  it("knows again what it has stored, in the account that has it", async () => {
    const media = inMemoryBlobStore();
    const ingest = new MediaIngest({ media, allowList: parseAllowList("") });
    const stored = await ingest.fromBytes("user-1", png(640, 360));
    expect(await ingest.fromOwn("user-1", stored.path)).toEqual(stored);
    await media.delete(stored.path.slice(1));
    await expect(ingest.fromOwn("user-1", stored.path)).rejects.toMatchObject({ code: "INVALID_MEDIA" });
  });

  describe("what it fetched before", () => {
    async function site() {
      const state = { bytes: png(640, 360), version: 1, sent: 0, answered: 0 };
      const server = createServer((request, response) => {
        state.answered++;
        const etag = `"${state.version}"`;
        if (request.headers["if-none-match"] === etag) return response.writeHead(304).end();
        state.sent++;
        return response.writeHead(200, { etag }).end(state.bytes);
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      onTestFinished(() => void server.close());
      const media = inMemoryBlobStore();
      const memory = inMemoryBlobStore();
      const ingest = new MediaIngest({ media, memory, allowList: parseAllowList("127.0.0.1") });
      return { state, media, memory, ingest, url: `http://127.0.0.1:${port}/a.png` };
    }

    it("is not sent again while its owner says that it is the same", async () => {
      const { state, ingest, url } = await site();
      const first = await ingest.fromUrl("user-1", url);
      expect(await ingest.fromUrl("user-1", url)).toEqual(first);
      expect(state).toMatchObject({ answered: 2, sent: 1 });
      state.version++;
      state.bytes = png(320, 180);
      expect(await ingest.fromUrl("user-1", url)).toMatchObject({ width: 320 });
      expect(state.sent).toBe(2);
    });

    it("is nobody else's, and is fetched again when it is gone here", async () => {
      const { state, media, ingest, url } = await site();
      const { path } = await ingest.fromUrl("user-1", url);
      await ingest.fromUrl("user-2", url);
      expect(state.sent).toBe(2);
      await media.delete(path.slice(1));
      await ingest.fromUrl("user-1", url);
      expect(state.sent).toBe(3);
      expect(media.keys()).toContain(path.slice(1));
    });
  });
});
