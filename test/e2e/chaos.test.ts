import { expect, it } from "vitest";
import { runMany } from "../chaos/run-many.ts";
import type { Outcome } from "../chaos/run-one.ts";

const FIRST_SEED = 1;
const STORIES = 60;

it("keeps every promise in 60 seeded stories full of faults", { timeout: 20 * 60_000 }, async () => {
  const outcomes: Outcome[] = [];
  await runMany({
    seeds: Array.from({ length: STORIES }, (_, index) => FIRST_SEED + index),
    parallel: 5,
    speed: 20,
    onOutcome: (outcome) => void outcomes.push(outcome),
  });
  expect(outcomes).toHaveLength(STORIES);
  const broken = outcomes
    .filter(({ complaints }) => complaints.length > 0)
    .map(({ seed, complaints }) => ({ again: `npm run chaos -- --seed ${seed} --runs 1`, complaints }));
  expect(broken).toEqual([]);
  // Nothing is proved by stories in which nothing happens.
  const sum = (of: (outcome: Outcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  expect(sum(({ scenes }) => scenes)).toBeGreaterThan(STORIES);
  expect(sum(({ faults }) => faults)).toBeGreaterThan(2 * STORIES);
});
