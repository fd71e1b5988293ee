import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { arnOf, startTestCloud, until } from "./test-cloud.ts";

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("it printed nothing");
}

describe("the end of the local cloud", () => {
  it("ends a busy function and what it started, even when the cloud is killed", async () => {
    const host = spawn(process.execPath, [path.join(import.meta.dirname, "orphan-host.ts")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [handlerPid = "", grandchildPid = "", folder = ""] = (await firstLine(host)).split(" ");
    const pids = [Number(handlerPid), Number(grandchildPid)];
    expect(pids.map(isAlive)).toEqual([true, true]);
    host.kill("SIGKILL");
    await until(() => !pids.some(isAlive), "the end of both processes");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it("ends idle and busy functions when it is closed", async () => {
    const cloud = await startTestCloud({
      functions: {
        pid: {
          code: "export const handler = async ({ waitMs }) => { await new Promise((r) => setTimeout(r, waitMs)); return process.pid; };",
        },
      },
    });
    const idle = await cloud.lambda.invokeFunction(arnOf("pid"), { waitMs: 0 });
    const busy = cloud.lambda.invokeFunction(arnOf("pid"), { waitMs: 60_000 });
    await cloud.close();
    expect((await busy).payload).toContain("Runtime.ExitError");
    await until(() => !isAlive(Number(idle.payload)), "the end of the idle environment");
  });

  it("ends an environment that nobody has used for a while", async () => {
    const cloud = await startTestCloud({
      functions: { pid: { code: "export const handler = async () => process.pid;" } },
      lambda: { idleMs: 100 },
    });
    const { payload } = await cloud.lambda.invokeFunction(arnOf("pid"), {});
    await until(() => !isAlive(Number(payload)), "the end of the idle environment");
    expect((await cloud.lambda.invokeFunction(arnOf("pid"), {})).payload).not.toBe(payload);
    await cloud.close();
  });
});
