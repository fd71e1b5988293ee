import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { adminOf } from "../../bin/cloud/development-account.ts";
import { bootProduct, forget, newStateFolder, type Product } from "./booted-product.ts";

const EMAIL = "Some.One@example.com";
const composition = {
  fps: 30,
  compositionWidth: 320,
  compositionHeight: 180,
  tracks: [],
  items: {},
  assets: {},
};

describe("the product, against its callers", () => {
  const stateFolder = newStateFolder();
  let product: Product;
  let apiKey: string;

  beforeAll(async () => {
    product = await bootProduct(stateFolder);
    const admin = adminOf(product.cloud);
    const { userId } = await admin.ask(
      { action: "account.create", email: EMAIL, plan: "free", credits: 500 },
      z.object({ userId: z.string() }),
    );
    const made = await admin.ask(
      { action: "key.create", userId, name: "test" },
      z.object({ apiKey: z.string() }),
    );
    apiKey = made.apiKey;
  }, 300_000);

  afterAll(async () => {
    await product?.cloud.stop();
    forget(stateFolder);
  });

  const call = (path: string, init: RequestInit = {}, more: Record<string, string> = {}) =>
    fetch(new URL(path, product.cloud.baseUrl), {
      ...init,
      headers: { "api-key": apiKey, "content-type": "application/json", ...more },
    });

  it("answers an Idempotency-Key once: one run, whoever asks again reads it", {
    timeout: 120_000,
  }, async () => {
    const created = await call("/api/video-project", {
      method: "POST",
      body: JSON.stringify({ email: EMAIL, composition }),
    });
    const { data } = z.object({ data: z.object({ id: z.number() }) }).parse(await created.json());
    const run = (message: string) => {
      const body = { message, composition, projectId: data.id, email: EMAIL, apiKey };
      return call("/api/agent", { method: "POST", body: JSON.stringify(body) }, { "idempotency-key": "one" });
    };
    const first = await run("Add a title that says Hello");
    const events = await first.text();
    expect(events).toContain("event: done");
    const again = await run("Add a title that says Hello");
    expect(again.headers.get("x-run-id")).toBe(first.headers.get("x-run-id"));
    expect((await again.text()).replaceAll(/^:.*$/gm, "")).toBe(events.replaceAll(/^:.*$/gm, ""));
    const other = await run("Add a title that says Bye");
    expect(other.status).toBe(422);
    await other.body?.cancel();
  });

  it("lets exactly 30 requests a minute of a free account through", { timeout: 60_000 }, async () => {
    const answers = await Promise.all(
      Array.from({ length: 70 }, () => call(`/api/video-project?email=${EMAIL}&apiKey=${apiKey}`)),
    );
    for (const answer of answers) await answer.body?.cancel();
    const byMinute = Map.groupBy(answers, ({ headers }) => headers.get("x-ratelimit-reset"));
    const full = [...byMinute.values()].filter((those) => those.some(({ status }) => status === 429));
    expect(full.length).toBeGreaterThan(0);
    for (const those of full) {
      const left = those
        .filter(({ status }) => status === 200)
        .map(({ headers }) => headers.get("x-ratelimit-remaining"));
      expect(left).toContain("0");
      expect(new Set(left).size).toBe(left.length);
      const refused = those.find(({ status }) => status === 429);
      expect(refused?.headers.get("x-ratelimit-limit")).toBe("30");
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(refused?.headers.get("x-request-id")).toBeTruthy();
    }
  });

  it("has logged all that without a key or an email", async () => {
    const log = await readFile(join(stateFolder, "local-cloud.log"), "utf8");
    const lines = log.split("\n").filter((line) => line.includes('"answered"'));
    expect(lines.some((line) => line.includes("/api/agent"))).toBe(true);
    expect(lines.some((line) => line.includes('"status":429'))).toBe(true);
    expect(log).not.toContain(apiKey);
    expect(log.toLowerCase()).not.toMatch(/some\.one(@|%40)/);
  });
});
