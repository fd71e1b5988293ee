import { text } from "node:stream/consumers";
import type { Lambda } from "../../../local/services/lambda/create-lambda.ts";
import { busyMs, type MeteredRequest, sequentialRounds } from "../lambda/dynamo-meter.ts";
import type { MeasuredCloud } from "../lambda/measured-cloud.ts";
import { median } from "../lambda/median.ts";
import type { AgentCalls } from "./agent-calls.ts";

const WARM_UP = 20;
const SAMPLES = 60;
const COUNTED = 3;
/** Longer than it takes to send what is sent together, however busy the machine is. */
const COUNTING_DELAY_MS = 150;

/** POST /api/agent until its stream opens. */
export interface Admission {
  /** Medians of a function that is warm and knows the caller. */
  readonly totalMs: number;
  readonly ownMs: number;
  /** The most of any. */
  readonly warmRounds: number;
  /** Of a function that nobody has asked anything yet. */
  readonly coldRounds: number;
  readonly requests: readonly MeteredRequest[];
}

interface Admitted {
  readonly totalMs: number;
  readonly requests: readonly MeteredRequest[];
}

export async function measureAdmission(measured: MeasuredCloud, calls: AgentCalls): Promise<Admission> {
  const warm = await measured.startLambda(600_000);
  const admitted: Admitted[] = [];
  for (let index = -WARM_UP; index < SAMPLES; index++) {
    const each = await admit(measured, calls, warm);
    // A minute passes now and then, so that the rate limit is not met.
    if (index % 50 === 0) measured.cloud.clock.advance(60_000);
    else if (index >= 0) admitted.push(each);
  }
  const cold = await measured.startLambda(0);
  const mostRounds = async (lambda: Lambda) => {
    const rounds: number[] = [];
    measured.meter.delayAnswers(COUNTING_DELAY_MS);
    for (let index = 0; index < COUNTED; index++) {
      rounds.push(sequentialRounds((await admit(measured, calls, lambda)).requests));
    }
    measured.meter.delayAnswers(0);
    return Math.max(...rounds);
  };
  const [warmRounds, coldRounds] = [await mostRounds(warm), await mostRounds(cold)];
  await warm.close();
  await cold.close();
  return {
    totalMs: median(admitted.map(({ totalMs }) => totalMs)),
    ownMs: median(admitted.map(({ totalMs, requests }) => totalMs - busyMs(requests))),
    warmRounds,
    coldRounds,
    requests: admitted.at(-1)?.requests ?? [],
  };
}

/** One run, from its admission to its end, so that the next one finds nothing in the way. */
async function admit({ meter }: MeasuredCloud, calls: AgentCalls, lambda: Lambda): Promise<Admitted> {
  meter.take();
  const { body, askedMs, openedMs } = await calls.open(lambda, {
    method: "POST",
    path: "/api/agent",
    headers: { "idempotency-key": crypto.randomUUID() },
    body: { message: "Nothing." },
  });
  const story = await text(body);
  if (!story.includes("event: done")) throw new Error(`the run did not end well: ${story}`);
  // Reading the events is what comes after.
  const requests = meter
    .take()
    .filter(({ table, startedMs }) => table !== calls.events.name && startedMs < openedMs);
  return { totalMs: openedMs - askedMs, requests };
}
