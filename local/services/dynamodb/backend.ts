import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../free-port.ts";
import { parseRecord, textOf } from "../../json-values.ts";
import { StartError } from "../../start-error.ts";
import { AwsError, type Log } from "../../types.ts";
import { killGroup, startReaper } from "../lambda/reaper.ts";
import { type BackendCommand, type BackendKind, backendCommand } from "./backend-command.ts";

export interface RawAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** A running database that speaks DynamoDB's protocol on a private port. */
export interface Backend {
  readonly kind: BackendKind;
  /** @param target the whole `x-amz-target` */
  send(target: string, body: string | Buffer): Promise<RawAnswer>;
  /** One operation with its answer parsed. @throws AwsError the database's refusal */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const STARTS = 3;

/** @throws Error when it does not start: not installed, no Java, files of `folder` unreadable */
export async function startBackend(kind: BackendKind, folder: string, log: Log): Promise<Backend> {
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const process = spawnBackend(backendCommand(kind, folder, port));
    try {
      await untilUp(port, process);
      log.debug("dynamodb.backend", { kind, port, pid: process.child.pid });
      return connect(kind, port, process);
    } catch (error) {
      process.kill();
      // Somebody may have taken the port between finding it and using it.
      if (start === STARTS || !/already in use|BindException/.test(process.said())) throw error;
    }
  }
}

interface BackendProcess {
  readonly command: BackendCommand;
  readonly child: ChildProcess;
  /** The last of what it wrote. */
  said(): string;
  failure(): Error | undefined;
  kill(): void;
}

function spawnBackend(command: BackendCommand): BackendProcess {
  const reaper = startReaper();
  // Its own group: a Ctrl-C for the whole terminal must not take the database away before the functions are done.
  const child = spawn(command.file, command.args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
  if (child.pid !== undefined) reaper.watch(child.pid);
  let output = "";
  let failure: Error | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
  }
  child.on("error", (error) => {
    failure =
      command.kind === "dynamodb-local"
        ? new StartError(
            "DynamoDB Local needs Java 17 or later on this machine (there is no native database for it)",
            {
              cause: error,
            },
          )
        : new Error(`cannot start ${command.file}`, { cause: error });
  });
  child.on("exit", (code, signal) => {
    failure ??= new Error(`${command.kind} ended (${signal ?? code}): ${output.trim()}`);
    reaper.close();
  });
  return {
    command,
    child,
    said: () => output,
    failure: () => failure,
    kill() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        killGroup(child.pid);
    },
  };
}

async function untilUp(port: number, process: BackendProcess): Promise<void> {
  const giveUpAt = performance.now() + process.command.startWithinMs;
  while (performance.now() < giveUpAt) {
    const failure = process.failure();
    if (failure) throw failure;
    if (await answers(port)) return;
    await sleep(5);
  }
  throw new Error(`${process.command.kind} did not start within ${process.command.startWithinMs} ms`);
}

async function answers(port: number): Promise<boolean> {
  try {
    await post(port, new Agent(), "DynamoDB_20120810.ListTables", "{}");
    return true;
  } catch {
    // Not listening yet; the caller keeps the time.
    return false;
  }
}

function connect(kind: BackendKind, port: number, process: BackendProcess): Backend {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send: Backend["send"] = async (target, body) => {
    try {
      return await post(port, agent, target, body);
    } catch (cause) {
      throw process.failure() ?? new Error("the database does not answer", { cause });
    }
  };
  return {
    kind,
    send,
    async call(operation, input) {
      const { status, body } = await send(`DynamoDB_20120810.${operation}`, JSON.stringify(input));
      const answer = parseRecord(body.toString("utf8"), `the answer to ${operation}`);
      if (status === 200) return answer;
      const code = textOf(answer.__type)?.split("#").pop() ?? "InternalServerError";
      throw new AwsError(code, textOf(answer.message) ?? textOf(answer.Message) ?? code, status, answer);
    },
    async close() {
      agent.destroy();
      if (process.child.exitCode !== null || process.child.signalCode !== null) return;
      const ended = once(process.child, "exit");
      process.kill();
      await ended;
    },
  };
}

/** The database insists on the form of a signature, not on its truth: the gateway has checked the real one. */
const FORMAL_SIGNATURE = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20250101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20250101T000000Z",
  "content-type": "application/x-amz-json-1.0",
};

async function post(port: number, agent: Agent, target: string, body: string | Buffer): Promise<RawAnswer> {
  const outgoing = request({
    host: "127.0.0.1",
    port,
    agent,
    method: "POST",
    headers: { ...FORMAL_SIGNATURE, "x-amz-target": target, "content-length": Buffer.byteLength(body) },
  });
  outgoing.end(body);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers: Record<string, string> = {};
  for (const name of ["content-type", "x-amz-crc32", "x-amzn-requestid"]) {
    const value = incoming.headers[name];
    if (typeof value === "string") headers[name] = value;
  }
  return { status: incoming.statusCode ?? 500, headers, body: Buffer.concat(chunks) };
}
