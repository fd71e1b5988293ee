import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Log } from "../../../types.ts";
import { type Painted, type PaintJob, UnusableInputError } from "./paint-jobs.ts";

const PROCESSES = 2;
const program = fileURLToPath(new URL("./paint-process.ts", import.meta.url));

/** Makes pictures and clips in processes of its own, two at a time, in the order asked. */
export interface Painter {
  /** `onStart` is called when a process takes the job. @throws UnusableInputError, Error */
  paint(job: PaintJob, onStart?: () => void): Promise<Painted>;
  close(): Promise<void>;
}

interface Order {
  readonly job: PaintJob;
  readonly onStart: () => void;
  readonly resolve: (painted: Painted) => void;
  readonly reject: (error: Error) => void;
}

interface Reply {
  readonly painted?: Painted;
  readonly error?: string;
  readonly isUnusableInput?: boolean;
}

/** Processes start with their first job. One that dies fails its job only; the next job gets a new one. */
export function createPainter(log: Log): Painter {
  const waiting: Order[] = [];
  const idle: ChildProcess[] = [];
  const all = new Map<ChildProcess, Order | undefined>();
  let isClosed = false;

  const startProcess = (): ChildProcess => {
    const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] });
    all.set(child, undefined);
    child.on("message", (reply: Reply) => {
      const order = all.get(child);
      all.set(child, undefined);
      idle.push(child);
      if (reply.painted) order?.resolve(reply.painted);
      else {
        const message = reply.error ?? "the painter gave no reason";
        order?.reject(reply.isUnusableInput ? new UnusableInputError(message) : new Error(message));
      }
      next();
    });
    const gone = (reason: string) => {
      const order = all.get(child);
      if (!all.delete(child)) return;
      if (idle.includes(child)) idle.splice(idle.indexOf(child), 1);
      if (!isClosed) log.warn("fal.painter-died", { reason });
      order?.reject(new Error(`the painter process died: ${reason}`));
      next();
    };
    child.on("exit", (code, signal) => gone(String(signal ?? code)));
    child.on("error", (error) => gone(error.message));
    return child;
  };

  const next = () => {
    while (waiting.length > 0 && !isClosed) {
      const child = idle.pop() ?? (all.size < PROCESSES ? startProcess() : undefined);
      if (!child) return;
      const order = waiting.shift();
      if (!order) return;
      all.set(child, order);
      order.onStart();
      child.send(order.job);
    }
  };

  return {
    paint: (job, onStart = () => undefined) => {
      if (isClosed) return Promise.reject(new Error("the painter is closed"));
      return new Promise((resolve, reject) => {
        waiting.push({ job, onStart, resolve, reject });
        next();
      });
    },
    close: async () => {
      isClosed = true;
      for (const order of waiting.splice(0)) order.reject(new Error("the painter is closed"));
      const ends = [...all.keys()].map((child) => new Promise((resolve) => child.once("exit", resolve)));
      for (const child of all.keys()) child.kill("SIGKILL");
      await Promise.all(ends);
    },
  };
}
