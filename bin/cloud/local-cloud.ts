import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import { UserError } from "../terminal/user-error.ts";

const ROOT = join(import.meta.dirname, "../..");

/** The line that the local cloud prints when it is ready. */
const readyLine = z.object({
  baseUrl: z.string(),
  mediaUrl: z.string(),
  awsEndpoint: z.string(),
  controlUrl: z.string(),
  identityUrl: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  region: z.string(),
  outputs: z.record(z.string(), z.string()),
});

export interface LocalCloud extends z.infer<typeof readyLine> {
  /** Ends it and everything it started. */
  stop(): Promise<void>;
  /** As a power cut ends it. */
  kill(): void;
  /** Resolves when it ended by itself, with what it said last. */
  readonly died: Promise<string>;
}

export interface BootOptions {
  readonly assemblyFolder: string;
  readonly stateFolder: string;
  /** 0 for any free one. */
  readonly port: number;
  readonly mediaPort: number;
  readonly isFresh: boolean;
  /** Also to this process's stderr, not only to the log file. */
  readonly showsLog: boolean;
  /** CloudFormation parameters by name. @default those of a laptop */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Of one function, at once. @default as many as the local cloud thinks right */
  readonly maxEnvironments?: number;
}

/**
 * Boots the synthesized template on this machine, in a child process that ends with this one.
 * It keeps its state in `cloud/` of the state folder; its log is `local-cloud.log` beside it.
 * @throws {UserError} when it does not come up
 */
export async function bootLocalCloud(options: BootOptions): Promise<LocalCloud> {
  // Accounts and projects are forgotten with the cloud that knew them.
  if (options.isFresh) await rm(options.stateFolder, { recursive: true, force: true });
  await mkdir(options.stateFolder, { recursive: true });
  const child = spawn(process.execPath, [join(ROOT, "local/main.ts"), ...argumentsOf(options)], {
    cwd: ROOT,
    // Its stdin is how it notices that this process is gone, whatever ended it.
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lastWords = keepLog(child, options);
  const died = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) =>
      resolve(lastWords() || `it ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  const first = await Promise.race([firstLine(child), died.then((words) => ({ died: words }))]);
  if (typeof first !== "string") throw new UserError(`The local cloud did not start: ${first.died}`);
  return {
    ...readyLine.parse(JSON.parse(first)),
    died,
    stop: () => stop(child),
    kill: () => child.kill("SIGKILL"),
  };
}

function argumentsOf(options: BootOptions): string[] {
  return [
    ...["--assembly", options.assemblyFolder],
    ...["--state", join(options.stateFolder, "cloud")],
    ...["--port", String(options.port)],
    ...["--media-port", String(options.mediaPort)],
    ...(options.maxEnvironments === undefined ? [] : ["--environments", String(options.maxEnvironments)]),
    ...Object.entries(options.parameters ?? {}).flatMap(([name, value]) => [
      "--parameter",
      `${name}=${value}`,
    ]),
  ];
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error("the local cloud has no stdout"));
    createInterface({ input: child.stdout }).once("line", resolve);
    child.once("error", reject);
  });
}

/** @returns the last line that was no JSON: what a program says when it gives up */
function keepLog(child: ChildProcess, options: BootOptions): () => string {
  if (!child.stderr) throw new Error("the local cloud has no stderr");
  const file = createWriteStream(join(options.stateFolder, "local-cloud.log"), { flags: "w" });
  let last = "";
  createInterface({ input: child.stderr }).on("line", (line) => {
    file.write(`${line}\n`);
    if (options.showsLog) process.stderr.write(`${line}\n`);
    if (line.trim() && !line.startsWith("{") && !line.startsWith(" ")) last = line.trim();
  });
  return () => last;
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const hardly = setTimeout(() => child.kill("SIGKILL"), 8000);
    child.once("exit", () => {
      clearTimeout(hardly);
      resolve();
    });
    child.kill("SIGTERM");
  });
}
