import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  COLD_START_GOAL,
  type ColdStartSamples,
  measureColdStarts,
  summaryOf,
} from "../bench/lambda/cold-starts.ts";
import { type MeasuredCloud, startMeasuredCloud } from "../bench/lambda/measured-cloud.ts";

const MINUTE = 60_000;
const ROUNDS = 7;
const ATTEMPTS = 5;

describe("a cold start", () => {
  let measured: MeasuredCloud;
  const measurements: ColdStartSamples[] = [];
  const ratios = () => {
    const { emptyMs, functionsMs } = summaryOf(measurements);
    return [...functionsMs].map(([name, ms]) => [name, ms / emptyMs] as const);
  };
  const slow = () => ratios().filter(([, ratio]) => !(ratio <= COLD_START_GOAL));

  beforeAll(async () => {
    measured = await startMeasuredCloud();
    for (let attempt = 0; attempt < ATTEMPTS && (attempt === 0 || slow().length > 0); attempt++) {
      measurements.push(await measureColdStarts(measured, ROUNDS));
    }
  }, 4 * MINUTE);
  afterAll(async () => {
    await measured?.close();
  });

  it("is measured for every function behind the API", () => {
    expect(ratios().map(([name]) => name)).toEqual(
      expect.arrayContaining(["AgentApi", "AgentStream", "ProjectsApi"]),
    );
  });

  it(`takes at most ${COLD_START_GOAL} times as long as that of a handler that does nothing`, () => {
    expect(slow()).toEqual([]);
  });
});
