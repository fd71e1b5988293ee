import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile, writeJsonFile } from "../json-file.ts";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What outlives an execution. Times are ms since 1970 UTC, moved. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly status: ExecutionStatus;
  /** JSON text, as are outputs. */
  readonly input: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startMs: number;
  readonly stopMs?: number;
}

/** AWS forgets executions (and frees their names) 90 days after their end. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** The records of all executions, one file each. */
export class ExecutionRecords {
  readonly #folder: string;
  readonly #records = new Map<string, ExecutionRecord>();

  /** Executions that ran when the cloud stopped are aborted now: nothing of them is left to continue. */
  constructor(folder: string, nowMs: number) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const file of readdirSync(folder)) {
      if (!file.endsWith(".json")) {
        rmSync(join(folder, file));
        continue;
      }
      const record = readJsonFile(join(folder, file)) as unknown as ExecutionRecord;
      if (nowMs - (record.stopMs ?? nowMs) > KEPT_MS) rmSync(join(folder, file));
      else if (record.status !== "RUNNING") this.#records.set(record.arn, record);
      else this.put({ ...record, status: "ABORTED", cause: "the local cloud stopped", stopMs: nowMs });
    }
  }

  get(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  /** Newest first. */
  ofMachine(machineArn: string): ExecutionRecord[] {
    const records = [...this.#records.values()].filter((record) => record.machineArn === machineArn);
    return records.reverse().sort((a, b) => b.startMs - a.startMs);
  }

  put(record: ExecutionRecord): void {
    this.#records.set(record.arn, record);
    writeJsonFile(join(this.#folder, `${record.arn.split(":").slice(-2).join(".")}.json`), record);
  }
}
