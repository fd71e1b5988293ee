import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundleRemotionSite } from "../../lib/remotion-site.ts";

const root = mkdtempSync(join(tmpdir(), "site-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("names the site by what is in it: made twice it has one name, and does not say where it was made", {
  timeout: 180_000,
}, async () => {
  const [first, second] = [
    await bundleRemotionSite(join(root, "a")),
    await bundleRemotionSite(join(root, "b")),
  ];
  expect(first.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(second.folder).not.toBe(first.folder);
  expect(second.hash).toBe(first.hash);
  expect(await bundleRemotionSite(join(root, "a"))).toEqual(first);
  const page = readFileSync(join(first.folder, "index.html"), "utf8");
  expect(page).toContain("remotion_cwd");
  expect(page).not.toContain(resolve(import.meta.dirname, "../.."));
});
