import { randomInt, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Fault, Log } from "../../../types.ts";
import { UnusableInputError } from "../painting/paint-jobs.ts";
import type { Painter } from "../painting/painter.ts";
import { FalError } from "./fal-error.ts";
import { modelOf } from "./models.ts";
import { FILE_SCHEME, type RequestRecord, requestRecord } from "./request-record.ts";
import type { StoredFiles } from "./stored-files.ts";

const KEPT_FOR_MS = 7 * 24 * 3_600_000;

/** The queue: takes requests, makes them in order, remembers them over a restart. */
export interface Generations {
  /** Accepts a request. `fault` is what it will suffer. @throws FalError 404 unknown model, 422 bad input */
  submit(endpoint: string, input: unknown, fault?: Fault): RequestRecord;
  /** @throws FalError 404 for an id that this app never had */
  find(app: string, id: string): RequestRecord;
  /** Requests before this one, 0 when it is next. */
  positionOf(record: RequestRecord): number;
  /** @returns whether it was in time; what is completed stays */
  cancel(record: RequestRecord): boolean;
  /** Resolves when the request is completed. */
  whenDone(record: RequestRecord): Promise<void>;
  /** Ends the painter too. */
  close(): Promise<void>;
}

interface Context {
  readonly folder: string;
  readonly files: StoredFiles;
  readonly painter: Painter;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens the queue and takes up what was left unfinished. */
export async function openGenerations({ folder, files, painter, clock, log }: Context): Promise<Generations> {
  await mkdir(folder, { recursive: true });
  const records = new Map<string, RequestRecord>();
  const work = new Map<string, { done: Promise<void>; abort: AbortController }>();
  const writes = new Map<string, Promise<void>>();

  const keep = (record: RequestRecord): Promise<void> => {
    const path = join(folder, `${record.id}.json`);
    const text = JSON.stringify(record);
    const write = (writes.get(record.id) ?? Promise.resolve()).then(async () => {
      await writeFile(`${path}.new`, text);
      await rename(`${path}.new`, path);
    });
    writes.set(
      record.id,
      write.catch((error: unknown) => log.warn("fal.request-not-kept", { id: record.id, error })),
    );
    return write;
  };
  const note = (record: RequestRecord, message: string) => {
    record.logs.push({
      message,
      level: "INFO",
      source: "USER",
      timestamp: new Date(clock.now()).toISOString(),
    });
  };
  const complete = async (record: RequestRecord, status: number, body: unknown) => {
    if (record.state === "COMPLETED") return;
    record.state = "COMPLETED";
    record.completedAtEpochMs = clock.now();
    record.outcome = { status, body };
    await keep(record);
  };

  const make = async (
    record: RequestRecord,
    fault: Fault | undefined,
    signal: AbortSignal,
  ): Promise<void> => {
    if (fault?.kind === "delay") await clock.sleep(fault.delayMs ?? 30_000, signal);
    const begin = () => {
      if (record.state !== "IN_QUEUE") return;
      record.state = "IN_PROGRESS";
      record.startedAtEpochMs = clock.now();
      note(record, `Generating with ${record.endpoint}`);
    };
    if (fault?.kind === "stall") {
      begin();
      // Without a length it never ends: a month of emulated time is longer than any test and any lease.
      await clock.sleep(fault.delayMs ?? 30 * 24 * 3_600_000, signal);
    }
    if (fault?.kind === "fail")
      throw new FalError(
        fault.status ?? 500,
        fault.error ?? "The generation failed (told so by the fault control)",
      );
    const plan = modelOf(record.endpoint).plan(record.input, () => record.randomSeed);
    const source = plan.sourceUrl === undefined ? undefined : await files.fetchSource(plan.sourceUrl);
    const made = await Promise.all(
      plan.files.map(async ({ extension, contentType, job }) => {
        const fileName = files.newName(extension);
        const painted = await painter.paint(
          job({ file: files.pathOf(fileName), ...(source === undefined ? {} : { source }) }),
          begin,
        );
        if (fault?.kind === "garbage" && fault.error === "file")
          await files.save(fileName, Buffer.from("this is no media file"));
        return { ...painted, fileName, contentType, url: `${FILE_SCHEME}${fileName}` };
      }),
    );
    if (source !== undefined) await rm(source, { force: true });
    signal.throwIfAborted();
    note(record, "Done");
    await complete(
      record,
      200,
      fault?.kind === "garbage" && fault.error !== "file"
        ? { unexpected: ["nonsense", 42] }
        : plan.result(made),
    );
  };

  const start = (record: RequestRecord, fault?: Fault) => {
    const abort = new AbortController();
    const done = make(record, fault, abort.signal).catch(async (error: unknown) => {
      if (abort.signal.aborted) return;
      if (error instanceof FalError) await complete(record, error.status, { detail: error.detail });
      else if (error instanceof UnusableInputError) {
        await complete(record, 422, {
          detail: [{ loc: ["body", "image_url"], msg: error.message, type: "image_load_error" }],
        });
      } else {
        log.warn("fal.generation-failed", { id: record.id, endpoint: record.endpoint, error });
        await complete(record, 500, { detail: "Internal Server Error" });
      }
    });
    work.set(record.id, { done: done.finally(() => work.delete(record.id)), abort });
  };

  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    if (!name.endsWith(".json")) continue;
    const parsed = requestRecord.safeParse(JSON.parse(await readFile(path, "utf8")));
    if (!parsed.success)
      throw new Error(`${path} is not a request of the fal emulator; remove it or start afresh`);
    const record = parsed.data;
    if (clock.now() - record.submittedAtEpochMs > KEPT_FOR_MS) {
      await rm(path);
      continue;
    }
    records.set(record.id, record);
    if (record.state === "COMPLETED") continue;
    record.state = "IN_QUEUE";
    start(record);
  }

  return {
    submit: (endpoint, input, fault) => {
      const randomSeed = randomInt(1, 2 ** 31);
      modelOf(endpoint).plan(input, () => randomSeed);
      const record: RequestRecord = {
        id: randomUUID(),
        endpoint,
        input,
        randomSeed,
        state: "IN_QUEUE",
        submittedAtEpochMs: clock.now(),
        logs: [],
      };
      records.set(record.id, record);
      void keep(record);
      start(record, fault);
      return record;
    },
    find: (app, id) => {
      const record = records.get(id);
      if (!record || !`${record.endpoint}/`.startsWith(`${app}/`))
        throw new FalError(404, `Request ${id} not found`);
      return record;
    },
    positionOf: (record) =>
      [...records.values()].filter(
        (other) => other.state === "IN_QUEUE" && other.submittedAtEpochMs < record.submittedAtEpochMs,
      ).length,
    cancel: (record) => {
      if (record.state === "COMPLETED") return false;
      work.get(record.id)?.abort.abort(new Error("cancelled"));
      void complete(record, 499, { detail: "Request was cancelled by the client" });
      return true;
    },
    whenDone: (record) => work.get(record.id)?.done ?? Promise.resolve(),
    close: async () => {
      // First of all: what the painters then drop is not failed, it is taken up after the next start.
      for (const { abort } of work.values()) abort.abort(new Error("the emulator is closing"));
      await painter.close();
      await Promise.allSettled([...work.values()].map(({ done }) => done));
      await Promise.allSettled(writes.values());
    },
  };
}
