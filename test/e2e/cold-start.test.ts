import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COLD_START_GOAL, measureColdStarts } from "../bench/lambda/cold-starts.ts";
import { type MeasuredCloud, startMeasuredCloud } from "../bench/lambda/measured-cloud.ts";

const MINUTE = 60_000;
const ROUNDS = 7;
const ATTEMPTS = 5;

describe("a cold start", () => {
  let measured: MeasuredCloud;
  /** The fastest of all attempts: other work on the machine makes a start longer, and never shorter. */
  const fastestMs = new Map<string, number>();
  const ratios = () => {
    const { empty = Number.NaN, ...functions } = Object.fromEntries(fastestMs);
    return Object.entries(functions).map(([name, ms]) => [name, ms / empty] as const);
  };
  const slow = () => ratios().filter(([, ratio]) => !(ratio <= COLD_START_GOAL));

  beforeAll(async () => {
    measured = await startMeasuredCloud();
    for (let attempt = 0; attempt < ATTEMPTS && (attempt === 0 || slow().length > 0); attempt++) {
      const { emptyMs, functionsMs } = await measureColdStarts(measured, ROUNDS);
      for (const [name, tookMs] of [["empty", emptyMs] as const, ...functionsMs]) {
        fastestMs.set(name, Math.min(fastestMs.get(name) ?? Number.POSITIVE_INFINITY, tookMs));
      }
    }
  }, 4 * MINUTE);
  afterAll(async () => {
    await measured?.close();
  });

  it("is measured for every function behind the API", () => {
    expect([...fastestMs.keys()]).toEqual(expect.arrayContaining(["AgentApi", "AgentStream", "ProjectsApi"]));
  });

  it(`takes at most ${COLD_START_GOAL} times as long as that of a handler that does nothing`, () => {
    expect(slow()).toEqual([]);
  });
});
