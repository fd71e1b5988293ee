import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { dynamoEventLog } from "../../../core/adapters/dynamo/event-log.ts";
import { dynamoRunStore } from "../../../core/adapters/dynamo/run-store.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import type { MeasuredCloud } from "../lambda/measured-cloud.ts";
import { median } from "../lambda/median.ts";
import type { AgentCalls } from "./agent-calls.ts";

const READERS = 20;
const EVENTS = 60;
/** Between two events, ms. */
const LONGEST_GAP_MS = 1_500;
/** A run whose last event is older is quiet. */
const QUIET_AFTER_MS = 6_500;
const QUIET_MS = 15_000;

/** From an event's append to a reader's socket. */
export interface Delivery {
  readonly readers: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of one reader. */
  readonly quietReadsASecond: number;
  readonly activeReadsASecond: number;
}

export async function measureDelivery(measured: MeasuredCloud, calls: AgentCalls): Promise<Delivery> {
  const { cloud, meter } = measured;
  // The functions' clock is the cloud's, which has been moved.
  const clock = { now: () => cloud.clock.now() };
  const runs = dynamoRunStore(calls.core, inMemoryBlobStore());
  const log = dynamoEventLog({ table: calls.events, blobs: inMemoryBlobStore(), clock });
  const runId = "run_bench";
  await runs.admit(
    {
      runId,
      userId: calls.userId,
      projectId: calls.projectId,
      kind: "edit",
      state: "running",
      locale: "en",
      autoSave: true,
      abortRequested: false,
      createdAtEpochMs: clock.now(),
    },
    clock.now(),
  );
  // Nobody is to find it dead.
  await runs.unlock(calls.userId, runId);
  const lambda = await measured.startLambda(600_000);
  const appendedMs: number[] = [];
  const delays: number[] = [];
  const readers: Readable[] = [];
  for (let reader = 0; reader < READERS; reader++) {
    const { body } = await calls.open(lambda, { path: `/api/agent/runs/${runId}/events` });
    listen(body, (seq) => delays.push(performance.now() - (appendedMs[seq - 1] ?? Number.NaN)));
    readers.push(body);
  }
  const append = async (event: number) => {
    appendedMs.push(performance.now());
    await log.append(runId, `event-${event}`, {
      name: "scene_start",
      payload: { sceneId: `scene-${event}`, sceneIndex: event },
    });
  };
  await append(0);
  await pause(LONGEST_GAP_MS);
  meter.take();
  const startedMs = performance.now();
  for (let event = 1; event < EVENTS; event++) {
    await append(event);
    await pause(Math.random() * LONGEST_GAP_MS);
  }
  const readsOf = (sinceMs: number) =>
    meter.take().filter(({ table }) => table === calls.events.name).length /
    READERS /
    ((performance.now() - sinceMs) / 1000);
  const activeReadsASecond = readsOf(startedMs);
  await pause(QUIET_AFTER_MS);
  meter.take();
  const quietSinceMs = performance.now();
  await pause(QUIET_MS);
  const quietReadsASecond = readsOf(quietSinceMs);
  if (delays.length !== READERS * EVENTS) throw new Error(`${delays.length} events arrived`);
  for (const reader of readers) reader.destroy();
  await lambda.close();
  // The first one found readers that had been waiting for it for long.
  const sorted = delays.slice(READERS).toSorted((a, b) => a - b);
  return {
    readers: READERS,
    p50Ms: median(sorted),
    p99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
    activeReadsASecond,
    quietReadsASecond,
  };
}

function listen(body: Readable, onEvent: (seq: number) => void): void {
  let rest = "";
  body.on("data", (chunk: Buffer) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("id: ")) onEvent(Number(line.slice(4)));
  });
  body.resume();
}
