import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { oneAtATime } from "../../../../local/services/remotion/one-at-a-time.ts";

const folder = mkdtempSync(path.join(tmpdir(), "one-at-a-time-"));
const lockOf = (name: string) => path.join(folder, name, "drawing.lock");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("drawing", () => {
  it("is done by one at a time, and by everybody in the end", async () => {
    let drawing = 0;
    let most = 0;
    const draw = async (result: number) => {
      most = Math.max(most, ++drawing);
      await new Promise((resolve) => setImmediate(resolve));
      drawing -= 1;
      return result;
    };
    const lock = lockOf("queue");
    const results = await Promise.all([1, 2, 3, 4].map((each) => oneAtATime(lock, () => draw(each))));
    expect(results).toEqual([1, 2, 3, 4]);
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("gives way when it fails", async () => {
    const lock = lockOf("failure");
    await expect(oneAtATime(lock, () => Promise.reject(new Error("no picture")))).rejects.toThrow(
      "no picture",
    );
    expect(await oneAtATime(lock, () => Promise.resolve("drawn"))).toBe("drawn");
  });

  it("goes on after whoever drew was killed", async () => {
    const lock = lockOf("killed");
    await oneAtATime(lock, () => Promise.resolve());
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    writeFileSync(lock, String(dead));
    expect(await oneAtATime(lock, () => Promise.resolve("drawn"))).toBe("drawn");
    expect(readdirSync(path.dirname(lock))).toEqual([]);
  });

  it("waits for another process", async () => {
    const lock = lockOf("processes");
    const program = `
      import { oneAtATime } from ${JSON.stringify(path.resolve(import.meta.dirname, "../../../../local/services/remotion/one-at-a-time.ts"))};
      await oneAtATime(${JSON.stringify(lock)}, async () => {
        console.log("holding");
        await new Promise((resolve) => process.stdin.once("data", resolve));
      });
      process.exit(0);`;
    const other = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(other.stdout, "data");
    expect(readFileSync(lock, "utf8")).toBe(String(other.pid));
    let isDrawn = false;
    const mine = oneAtATime(lock, async () => {
      isDrawn = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDrawn).toBe(false);
    other.stdin.write("done");
    await mine;
    expect(isDrawn).toBe(true);
  });
});
