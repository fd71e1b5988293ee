import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { Writable } from "node:stream";
import type { Clock } from "../../types.ts";
import { type Answer, type Failure, failureFromReport, failureOf, type Invocation } from "./answer.ts";
import { INIT_LIMIT_MS, SYNC_RESPONSE_LIMIT } from "./limits.ts";
import { BodyTooLargeError, readBody } from "./read-body.ts";
import { killGroup, type Reaper } from "./reaper.ts";
import { openRuntimeApi, type RuntimeApi } from "./runtime-api.ts";
import { followStream, type StreamedAnswer } from "./streamed-answer.ts";

/** How to start one environment of a function. */
export interface EnvironmentSpec {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly workingDir: string;
  /** Everything but `AWS_LAMBDA_RUNTIME_API`. */
  readonly env: Readonly<Record<string, string>>;
  /** The function's own timeout. */
  readonly timeoutMs: number;
  /** Its `/tmp`, removed with it. */
  readonly tempDir: string;
  /** Takes what it prints. */
  onOutput(stream: "stdout" | "stderr", output: NodeJS.ReadableStream): void;
}

export interface EnvironmentEvents {
  /** It waits for an invocation. */
  onReady(): void;
  /** Its process is gone; `initFailure` when it never became ready. */
  onEnd(initFailure: Failure | undefined): void;
}

/** How an invocation is to be cut off. */
export interface RunOptions {
  /** The process is killed at the moment it answers, so that only its effects remain. */
  readonly isLost?: boolean;
  readonly killAfterMs?: number;
  /** Told the invocation's trace id and how to kill it. @returns forgets it, called when the invocation is over */
  readonly watch?: (traceId: string, kill: () => void) => () => void;
}

/** One execution environment: a process that serves one invocation after another. */
export interface Environment {
  /** Call only while it is ready. */
  run(invocation: Invocation, options?: RunOptions): Promise<Answer>;
  /** What is running sees the account's time of now, and dies as much sooner as the clock was moved. */
  catchUp(): void;
  kill(): void;
}

interface Running {
  readonly invocation: Invocation;
  readonly answer: PromiseWithResolvers<Answer>;
  readonly isLost: boolean;
  readonly deadlineEpochMs: number;
  timeout?: NodeJS.Timeout;
  killTimer?: NodeJS.Timeout;
  unwatch?: () => void;
  streamed?: StreamedAnswer;
  hasTimedOut: boolean;
}

export async function startEnvironment(
  spec: EnvironmentSpec,
  { clock, reaper }: { clock: Clock; reaper: Reaper },
  events: EnvironmentEvents,
): Promise<Environment> {
  let running: Running | undefined;
  let initFailure: Failure | undefined = failureOf("Runtime.ExitError", "");
  let hasReported = false;

  const finish = () => {
    clearTimeout(running?.timeout);
    clearTimeout(running?.killTimer);
    running?.unwatch?.();
    running = undefined;
  };
  const settle = (answer: Answer) => {
    running?.answer.resolve(answer);
    finish();
  };

  const api: RuntimeApi = await openRuntimeApi({
    onReady() {
      clearTimeout(initTimer);
      initFailure = undefined;
      if (running)
        settle(failureOf("Runtime.InvalidNext", "the runtime asked for work before it had answered"));
      events.onReady();
    },
    onInitError(report) {
      hasReported = true;
      initFailure = failureFromReport(report);
    },
    onError(requestId, report) {
      if (running?.invocation.requestId !== requestId) return;
      if (running.isLost) return kill();
      const failure = failureFromReport(report);
      running.streamed?.abort(failure);
      settle(failure);
    },
    async onResponse(requestId, request) {
      const current = running;
      if (current?.invocation.requestId !== requestId) {
        request.resume();
        return "taken";
      }
      if (current.isLost) {
        kill();
        return "taken";
      }
      return takeResponse(current, request);
    },
  });

  const takeResponse = async (current: Running, request: IncomingMessage) => {
    if (request.headers["lambda-runtime-function-response-mode"] !== "streaming") {
      try {
        settle({ kind: "payload", body: await readBody(request, SYNC_RESPONSE_LIMIT) });
        return "taken" as const;
      } catch (error) {
        if (!(error instanceof BodyTooLargeError)) throw error;
        const message = `Response payload size exceeded maximum allowed payload size (${error.limit} bytes).`;
        settle(failureOf("Function.ResponseSizeTooLarge", message));
        return "too-large" as const;
      }
    }
    current.streamed = followStream(request);
    const first = await current.streamed.started;
    current.answer.resolve("kind" in first ? first : { kind: "stream", ...first });
    await current.streamed.finished;
    if (running === current) finish();
    return "taken" as const;
  };

  const [program, ...args] = spec.command;
  const child: ChildProcess = spawn(program, args, {
    cwd: spec.workingDir,
    env: { ...spec.env, AWS_LAMBDA_RUNTIME_API: api.address },
    // The fourth carries moves of the clock; see bootstrap/clock-shift.ts.
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    // The leader of its own group, so that whatever it started ends with it.
    detached: true,
  });
  const pid = child.pid;
  const kill = () => {
    if (pid !== undefined) killGroup(pid);
  };
  if (pid !== undefined) reaper.watch(pid);
  if (child.stdout) spec.onOutput("stdout", child.stdout);
  if (child.stderr) spec.onOutput("stderr", child.stderr);
  const moves = child.stdio[3];
  // It may die before it has read of a move; its end is told by its process.
  moves?.on("error", () => undefined);

  const initLimitMs = Math.max(INIT_LIMIT_MS, spec.timeoutMs);
  const initTimer = setTimeout(() => {
    hasReported = true;
    initFailure = failureOf("Sandbox.Timedout", `Init did not end within ${initLimitMs / 1000} seconds`);
    kill();
  }, initLimitMs);

  const end = (how: string) => {
    clearTimeout(initTimer);
    kill();
    if (pid !== undefined) reaper.release(pid);
    api.close();
    if (running) {
      const failure = deathOf(running, spec.timeoutMs, how);
      running.streamed?.abort(failure);
      settle(failure);
    }
    if (initFailure && !hasReported)
      initFailure = failureOf("Runtime.ExitError", `Error: Runtime exited with ${how}`);
    events.onEnd(initFailure);
    rm(spec.tempDir, { recursive: true, force: true }).catch(() => undefined);
  };
  child.once("exit", (code, signal) =>
    end(signal ? `signal: ${signal === "SIGKILL" ? "killed" : signal}` : `error: exit status ${code}`),
  );
  child.once("error", (error) => {
    if (pid === undefined) end(`error: ${error.message}`);
  });

  /** The host's timers go at the host's pace, so a move of the clock shortens them. */
  const armTimeout = (current: Running) => {
    clearTimeout(current.timeout);
    current.timeout = setTimeout(
      () => {
        current.hasTimedOut = true;
        kill();
      },
      Math.max(0, current.deadlineEpochMs - clock.now()),
    );
  };

  return {
    kill,
    catchUp() {
      if (!running) return;
      armTimeout(running);
      if (moves instanceof Writable) moves.write(`${clock.offsetMs}\n`);
    },
    run(invocation, { isLost = false, killAfterMs, watch } = {}) {
      const answer = Promise.withResolvers<Answer>();
      const deadlineEpochMs = clock.now() + spec.timeoutMs;
      const current: Running = { invocation, answer, isLost, deadlineEpochMs, hasTimedOut: false };
      running = current;
      armTimeout(current);
      if (killAfterMs !== undefined) current.killTimer = setTimeout(kill, killAfterMs);
      const traceId = api.deliver(invocation, { deadlineEpochMs, clockOffsetMs: clock.offsetMs });
      if (watch) current.unwatch = watch(traceId, kill);
      return answer.promise;
    },
  };
}

function deathOf({ invocation, hasTimedOut }: Running, timeoutMs: number, how: string): Failure {
  const prefix = `RequestId: ${invocation.requestId} Error: `;
  if (!hasTimedOut) return failureOf("Runtime.ExitError", `${prefix}Runtime exited with ${how}`);
  return failureOf(
    "Sandbox.Timedout",
    `${prefix}Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  );
}
