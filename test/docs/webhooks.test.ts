import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { signWebhook } from "../../core/adapters/webhooks/sign-webhook.ts";
import { type BusEvent, busEventNames } from "../../core/contract/bus-events.ts";
import { payloadOf } from "../../core/webhooks/payload.ts";
import { RETRY_DELAYS_MS } from "../../core/webhooks/schedule.ts";

const root = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "docs/webhooks.md"), "utf8");

const base = { id: "e", userId: "user", projectId: 7 };
const samples: readonly BusEvent[] = [
  {
    name: "render.completed",
    detail: { ...base, renderId: "r", renderPath: "/r.mp4", durationInFrames: 30, fps: 30, segments: [] },
  },
  { name: "render.failed", detail: { ...base, renderId: "r", error: "It broke." } },
  { name: "job.completed", detail: { ...base, jobId: "j", totalScenes: 3 } },
  { name: "job.partial", detail: { ...base, jobId: "j", totalScenes: 3, remainingScenes: 1 } },
];

describe("docs/webhooks.md", () => {
  it("names every event, and every field of its data", () => {
    expect(samples.map(({ name }) => name).toSorted()).toEqual(busEventNames.toSorted());
    for (const event of samples) {
      const { type, data } = payloadOf(event, 0, "https://media.example.com");
      const row = text.split("\n").find((line) => line.startsWith(`| \`${type}\``)) ?? "";
      const documented = [...row.matchAll(/`(\w+)(?:: [^`]+)?`/g)].map(([, field]) => field);
      expect(documented.toSorted(), type).toEqual(Object.keys(data).toSorted());
    }
  });

  it("promises the schedule that is kept", () => {
    expect(RETRY_DELAYS_MS.map((delayMs) => delayMs / 1000)).toEqual([
      5, 300, 1800, 7200, 18000, 36000, 36000,
    ]);
    expect(text.replaceAll("\n", " ")).toContain("5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h");
  });

  it("shows a receiver that takes what is signed and refuses what is not", async () => {
    const program = /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
    const announced = program.replace(
      ".listen(3000)",
      '.listen(0, "127.0.0.1", function () { console.log(this.address().port); })',
    );
    expect(announced).not.toBe(program);
    const folder = mkdtempSync(path.join(tmpdir(), "receiver-"));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    writeFileSync(path.join(folder, "receiver.mjs"), announced);
    const secret = `whsec_${Buffer.from("a secret of thirty-two characters").toString("base64")}`;
    const child = spawn(process.execPath, ["receiver.mjs"], {
      cwd: folder,
      env: { WEBHOOK_SECRET: secret },
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const [port] = await once(child.stdout, "data");
      const body = JSON.stringify({ type: "render.completed", data: { name: "영화" } });
      const send = async (sent: string, secrets: string[]) => {
        const headers = signWebhook({ messageId: "msg_1", atEpochMs: Date.now(), body, secrets });
        const url = `http://127.0.0.1:${String(port).trim()}/`;
        return (await fetch(url, { method: "POST", headers, body: sent })).status;
      };
      const other = `whsec_${Buffer.from("another secret").toString("base64")}`;
      expect(await send(body, [secret])).toBe(204);
      expect(await send(body, [other, secret])).toBe(204);
      expect(await send(body, [other])).toBe(401);
      expect(await send(`${body} `, [secret])).toBe(401);
    } finally {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true });
    }
  });
});
