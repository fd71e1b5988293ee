import type { Lambda } from "../../../local/services/lambda/create-lambda.ts";
import { lambdaEvent } from "../../functions/lambda-event.ts";
import { arnOf, type MeasuredCloud } from "./measured-cloud.ts";

/** At most so many times the cold start of a handler that does nothing. */
export const COLD_START_GOAL = 2.5;

/** Milliseconds of each start, by function ("ProjectsApi"); `""` is the handler that does nothing. */
export type ColdStartSamples = ReadonlyMap<string, readonly number[]>;

export interface ColdStarts {
  readonly emptyMs: number;
  /** By function ("ProjectsApi"). */
  readonly functionsMs: ReadonlyMap<string, number>;
}

/**
 * Lower quartiles of several measurements: what else a machine does makes a start longer, and one start that nothing
 * disturbed is luck.
 */
export function summaryOf(measurements: readonly ColdStartSamples[]): ColdStarts {
  const names = new Set(measurements.flatMap((samples) => [...samples.keys()]));
  const quartiles = new Map(
    [...names].map((name) => [
      name,
      lowerQuartile(measurements.flatMap((samples) => samples.get(name) ?? [])),
    ]),
  );
  const emptyMs = quartiles.get("") ?? Number.NaN;
  quartiles.delete("");
  return { emptyMs, functionsMs: quartiles };
}

const lowerQuartile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;

/**
 * From the invocation to the answer of an environment that does not exist yet: the process, the module and all that it
 * does when it loads. The request is a browser's preflight, which functions answer without asking anybody.
 *
 * The functions take turns, so that whatever else the machine does meets all of them alike.
 */
export async function measureColdStarts(measured: MeasuredCloud, rounds: number): Promise<ColdStartSamples> {
  const { apiFunctions, emptyArn } = measured;
  const lambda = await measured.startLambda(0);
  const arns = new Map([
    ["", emptyArn],
    ...[...apiFunctions].map(([name, resource]) => [name, arnOf(resource)] as const),
  ]);
  const samples = new Map([...arns.keys()].map((name) => [name, [] as number[]]));
  // The first round fills the compiler's cache.
  for (let round = -1; round < rounds; round++) {
    for (const [name, arn] of arns) {
      const tookMs = await coldMs(lambda, arn);
      if (round >= 0) samples.get(name)?.push(tookMs);
    }
  }
  await lambda.close();
  return samples;
}

const preflight = {
  ...lambdaEvent({
    method: "OPTIONS",
    path: "/api/video-project",
    headers: { origin: "https://example.com", "access-control-request-method": "POST" },
  }),
};

async function coldMs(lambda: Lambda, arn: string): Promise<number> {
  const startedMs = performance.now();
  const answer = await lambda.invokeForHttp(arn, preflight, crypto.randomUUID());
  if (answer.kind === "stream") answer.body.resume();
  const tookMs = performance.now() - startedMs;
  if (answer.kind === "failure") throw new Error(`${arn} failed: ${answer.payload}`);
  // Long enough for the environment to be gone, so that it does not burden the next.
  await new Promise((resolve) => setTimeout(resolve, 30));
  return tookMs;
}
