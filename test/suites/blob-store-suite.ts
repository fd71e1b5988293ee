import { describe, expect, it } from "vitest";
import type { BlobStore } from "../../core/ports/blob-store.ts";

/** The claims that every BlobStore must satisfy. */
export function blobStoreSuite(
  name: string,
  makeStore: () => Promise<BlobStore>,
  clock: { now(): number; advance(byMs: number): void },
): void {
  describe(`BlobStore on ${name}`, () => {
    it("gives back bytes and text as they were put", async () => {
      const store = await makeStore();
      const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
      await store.put("folder/a b ä.bin", bytes, { mimeType: "image/png", cacheControl: "max-age=60" });
      await store.put("text", "Grüße");
      expect(Buffer.from((await store.get("folder/a b ä.bin")) ?? [])).toEqual(Buffer.from(bytes));
      expect(Buffer.from((await store.get("text")) ?? []).toString()).toBe("Grüße");
      expect(await store.head("folder/a b ä.bin")).toEqual({
        sizeInBytes: 100_000,
        mimeType: "image/png",
        modifiedAtEpochMs: expect.any(Number),
      });
    });

    it("makes what is renewed young again, and nothing else of it", async () => {
      const store = await makeStore();
      const key = "folder/old b ä.bin";
      const putAt = clock.now();
      await store.put(key, "bytes", { mimeType: "video/mp4" });
      clock.advance(40 * 86_400_000);
      expect((await store.head(key))?.modifiedAtEpochMs).toBeLessThan(putAt + 60_000);
      const renewedAt = clock.now();
      expect(await store.renew(key)).toBe(true);
      const facts = await store.head(key);
      expect(facts).toMatchObject({ sizeInBytes: 5, mimeType: "video/mp4" });
      expect(facts?.modifiedAtEpochMs).toBeGreaterThanOrEqual(renewedAt - 1000);
      expect(Buffer.from((await store.get(key)) ?? []).toString()).toBe("bytes");
      expect(await store.renew("nothing")).toBe(false);
    });

    it("says undefined for what is not there, and deletes twice without an error", async () => {
      const store = await makeStore();
      expect(await store.get("nothing")).toBeUndefined();
      expect(await store.head("nothing")).toBeUndefined();
      await store.put("x", "1");
      await store.put("x", "2");
      expect(Buffer.from((await store.get("x")) ?? []).toString()).toBe("2");
      await store.delete("x");
      await store.delete("x");
      expect(await store.get("x")).toBeUndefined();
    });
  });
}
