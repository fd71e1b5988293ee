import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { isAlive, processTree } from "./process-tree.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const MINUTE = 60_000;
const folders: string[] = [];
const children: ChildProcess[] = [];

/** The command line in a working folder of its own, which shares the synthesized template. */
function reelwright(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "reelwright-cli-"));
  folders.push(folder);
  symlinkSync(join(ROOT, "cdk.out"), join(folder, "cdk.out"));
  const child = spawn(process.execPath, [join(ROOT, "bin/reelwright.ts"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  return { child, ended, said, folder };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

describe("the command line", () => {
  it.each([
    [["make", "--help"], "--aspect"],
    [["--help"], "npm run make"],
  ])("%j explains itself", async (args, part) => {
    const { ended, said } = reelwright(...args);
    expect(await ended).toBe(0);
    expect(said.stdout).toContain(part);
  });

  it.each([
    [["make"], "about"],
    [["make", "x", "--locale", "fr"], "--locale"],
    [["make", "x", "--nonsense"], "nonsense"],
    [["make", "--resume"], "no interrupted film"],
    [["start", "--port", "99999"], "--port"],
    [["admin", "account", "create"], "--email"],
    [["fly"], "fly"],
  ])("%j fails in one line", async (args, part) => {
    const { ended, said } = reelwright(...args);
    expect(await ended).not.toBe(0);
    expect(said.stderr.trim().split("\n")).toHaveLength(1);
    expect(said.stderr).toContain(part);
  });
});

describe("npm start", () => {
  beforeAll(() => synthesize(join(ROOT, "cdk.out")), 3 * MINUTE);

  it("says how to reach it in one JSON line, and Ctrl-C leaves no process behind", {
    timeout: MINUTE,
  }, async () => {
    const { child, ended } = reelwright("start", "--port", "0", "--json");
    const ready = z
      .object({
        baseUrl: z.url(),
        email: z.string(),
        apiKey: z.string().regex(/^ma_[0-9a-f]{32}$/),
        userId: z.string().min(1),
        jwt: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        internalKey: z.string().min(32),
      })
      .parse(JSON.parse(await firstLine(child)));
    const listed = await fetch(`${ready.baseUrl}/api/video-project?email=${ready.email}`, {
      headers: { "api-key": ready.apiKey },
    });
    expect(listed.status).toBe(200);

    const tree = processTree(child.pid ?? 0);
    expect(tree.length).toBeGreaterThan(2);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    await vi.waitFor(() => expect(tree.filter(isAlive)).toEqual([]), { timeout: 10_000 });
  });

  it("leaves no process behind when it is killed itself", { timeout: MINUTE }, async () => {
    const { child } = reelwright("start", "--port", "0", "--json");
    await firstLine(child);
    const tree = processTree(child.pid ?? 0);
    child.kill("SIGKILL");
    await vi.waitFor(() => expect(tree.filter(isAlive)).toEqual([]), { timeout: 15_000 });
  });

  it("says in one line that its port is taken", { timeout: MINUTE }, async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { ended, said } = reelwright("start", "--port", String(port));
    expect(await ended).toBe(1);
    expect(said.stderr.trim().split("\n").at(-1)).toMatch(new RegExp(`port ${port} is in use`));
    server.close();
  });
});

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((line, reject) => {
    if (!child.stdout) return reject(new Error("no stdout"));
    createInterface({ input: child.stdout }).once("line", line);
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}
