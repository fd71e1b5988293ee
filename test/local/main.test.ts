import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { removeFolder, temporaryFolder } from "./fixtures/assembly-folder.ts";
import { writeSmallAssembly } from "./fixtures/small-stack.ts";

const MAIN = join(import.meta.dirname, "../../local/main.ts");

interface Ready {
  readonly baseUrl: string;
  readonly awsEndpoint: string;
  readonly controlUrl: string;
  readonly region: string;
  readonly operator: { accessKeyId: string; secretAccessKey: string };
  readonly outputs: Record<string, string>;
}

describe("the local cloud as a program", () => {
  let assemblyDir: string;
  let stateDir: string;
  const started: ChildProcess[] = [];
  beforeAll(() => {
    assemblyDir = writeSmallAssembly();
    stateDir = temporaryFolder();
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill("SIGKILL");
  });
  afterAll(() => {
    removeFolder(assemblyDir);
    removeFolder(stateDir);
  });

  const start = (...flags: string[]) => {
    const child = spawn(process.execPath, [MAIN, "--assembly", assemblyDir, "--state", stateDir, ...flags], {
      stdio: ["pipe", "pipe", "pipe"],
      // No vendor is emulated: nothing here calls one.
      env: { ...process.env, ANTHROPIC_API_KEY: "real-key", FAL_KEY: "real-key" },
    });
    started.push(child);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = once(child, "exit").then(([code]) => ({ code: Number(code), said }));
    const ready = async (): Promise<Ready> => {
      const lines = createInterface({ input: child.stdout });
      const [line] = await Promise.race([
        once(lines, "line"),
        ended.then(() => Promise.reject(new Error(`it ended: ${said}`))),
      ]);
      return JSON.parse(String(line));
    };
    return { child, ended, ready };
  };
  const freePorts = ["--port", "0", "--media-port", "0"];

  /** Starts a function, so that there is a process of each kind: the database, and the function's. */
  const invoke = async (ready: Ready) => {
    const client = new LambdaClient({
      endpoint: ready.awsEndpoint,
      region: ready.region,
      credentials: ready.operator,
    });
    const answer = await client.send(
      new InvokeCommand({ FunctionName: "Small-Reader", Payload: JSON.stringify({ hello: 1 }) }),
    );
    expect(answer.FunctionError).toBeUndefined();
  };

  it("prints one line when it is ready, and ends with its children when its stdin closes", async () => {
    const { child, ended, ready } = start(...freePorts);
    const cloud = await ready();
    expect(cloud).toMatchObject({ region: "us-east-1", outputs: { CoreTable: "Small-Core" } });
    await invoke(cloud);
    const children = descendants(child.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    child.stdin.end();
    expect((await ended).code).toBe(0);
    await untilGone(children);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends on %s", async (signal) => {
    const { child, ended, ready } = start(...freePorts);
    await ready();
    const children = descendants(child.pid);
    child.kill(signal);
    expect((await ended).code).toBe(0);
    await untilGone(children);
  });

  it("leaves no process behind even when it is killed", async () => {
    const { child, ended, ready } = start(...freePorts);
    await invoke(await ready());
    const children = descendants(child.pid);
    expect(children.length).toBeGreaterThanOrEqual(2);
    child.kill("SIGKILL");
    await ended;
    await untilGone(children);
    // And what it kept is usable at once.
    const next = start(...freePorts);
    await next.ready();
    next.child.stdin.end();
    expect((await next.ended).code).toBe(0);
  });

  it("says in one line that a port is in use, with exit code 1", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { code, said } = await start("--port", port, "--media-port", "0").ended;
    expect({ code, said }).toEqual({
      code: 1,
      said: `port ${port} is in use: choose another one for the API (--port)\n`,
    });
    other.close();
  });

  it.each([
    [["--prot", "1"], /--prot/],
    [["--port", "many"], /--port needs a port/],
    [["--parameter", "Foo"], /NAME=VALUE/],
    [["--parameter", "Foo=1", ...freePorts], /no stack has a parameter Foo/],
    [["--parameter", "PublicScheme=ftp", ...freePorts], /PublicScheme must be one of http, https: ftp/],
    [["--state", "/dev/null/x", ...freePorts], /cannot use \/dev\/null\/x/],
    [["--assembly", "/nowhere", ...freePorts], /cannot read \/nowhere\/manifest.json: synthesize first/],
  ])("says in one line what is wrong with %j", async (flags, message) => {
    const { code, said } = await start(...flags).ended;
    expect(code).toBe(1);
    expect(said.trim().split("\n")).toEqual([expect.stringMatching(message)]);
  });
});

/** Every process below `pid`, those in groups of their own included. */
function descendants(pid: number | undefined): number[] {
  if (pid === undefined) throw new Error("it has no pid");
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  return children.map(Number).flatMap((child) => [child, ...descendants(child)]);
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const giveUpAt = performance.now() + 5000;
  for (;;) {
    const left = pids.filter(isAlive);
    if (left.length === 0) return;
    if (performance.now() > giveUpAt) throw new Error(`still there: ${left.join(", ")}`);
    await sleep(20);
  }
}

function isAlive(pid: number): boolean {
  try {
    // A process that ended but was not waited for by anyone is gone for our purpose.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
