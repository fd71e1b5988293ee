import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { isAlive, processTree } from "../bin/process-tree.ts";
import { streamsOf } from "./media-probe.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MINUTE = 60_000;
const line = z.looseObject({ event: z.string(), data: z.looseObject({}) });
type Line = z.infer<typeof line>;

describe("npm run make, interrupted", () => {
  const folder = mkdtempSync(join(tmpdir(), "reelwright-make-"));

  beforeAll(async () => {
    await synthesize(join(ROOT, "cdk.out"));
    symlinkSync(join(ROOT, "cdk.out"), join(folder, "cdk.out"));
  }, 3 * MINUTE);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function make(...args: string[]) {
    const child = spawn(process.execPath, [join(ROOT, "bin/reelwright.ts"), "make", ...args, "--json"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: Line[] = [];
    const waiting: { name: string; found: () => void }[] = [];
    createInterface({ input: child.stdout }).on("line", (text) => {
      const said = line.parse(JSON.parse(text));
      lines.push(said);
      for (const { name, found } of waiting) if (name === said.event) found();
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const ended = new Promise<number | null>((done) => child.once("close", (code) => done(code)));
    const event = (name: string) => new Promise<void>((found) => waiting.push({ name, found }));
    return { child, lines, ended, event, said: () => stderr };
  }

  it("leaves no process behind, keeps the project, and --resume finishes the film", {
    timeout: 6 * MINUTE,
  }, async () => {
    const topic = "Explain how a rainbow forms in 2 scenes";
    const first = make(topic, "--resolution", "720p", "--aspect", "1:1", "--out", "film.mp4");
    await Promise.race([first.event("scene_start"), first.ended]);
    const tree = processTree(first.child.pid ?? 0);
    expect(tree.length).toBeGreaterThan(2);
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(130);
    await vi.waitFor(() => expect(tree.filter(isAlive)).toEqual([]), { timeout: 10_000 });

    const second = make("--resume");
    expect({ code: await second.ended, said: second.said() }).toMatchObject({ code: 0 });
    const summary = second.lines.find(({ event }) => event === "summary");
    expect(summary?.data).toMatchObject({ scenes: 2, file: "film.mp4" });
    expect(await streamsOf(join(folder, "film.mp4"))).toMatchObject([
      { codec_name: "h264", width: 720, height: 720 },
      { codec_name: "aac" },
    ]);

    const third = make("--resume");
    expect(await third.ended).not.toBe(0);
    expect(third.said()).toContain("no interrupted film");
  });
});
