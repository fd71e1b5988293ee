import { parseArgs } from "node:util";
import { runMany } from "./run-many.ts";
import type { Outcome } from "./run-one.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(1 + Math.floor(Math.random() * 1_000_000_000)) },
    runs: { type: "string", default: "1000" },
    parallel: { type: "string", default: "6" },
    speed: { type: "string", default: "20" },
    verbose: { type: "boolean", default: false },
  },
});
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => first + index);
const outcomes: Outcome[] = [];
const startedMs = performance.now();
const say = (text: string) => process.stdout.write(`${text}\n`);

say(`chaos: seeds ${first} to ${first + seeds.length - 1}, ${values.parallel} at once`);
await runMany({
  seeds,
  parallel: Number(values.parallel),
  speed: Number(values.speed),
  onOutcome(outcome) {
    outcomes.push(outcome);
    const { seed, complaints, runs, scenes, faults, tookMs } = outcome;
    if (values.verbose)
      say(`${seed}: ${runs} runs, ${scenes} scenes, ${faults} faults, ${Math.round(tookMs)} ms`);
    if (complaints.length === 0) return;
    say(`FAILED ${seed}, again by: npm run chaos -- --seed ${seed} --runs 1`);
    for (const complaint of complaints) say(`  ${complaint}`);
  },
});
const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
const failed = outcomes.filter(({ complaints }) => complaints.length > 0);
say(
  `${outcomes.length} stories with ${sum(({ runs }) => runs)} runs, ${sum(({ scenes }) => scenes)} scenes and ` +
    `${sum(({ faults }) => faults)} faults in ${Math.round((performance.now() - startedMs) / 1000)} s: ` +
    `${failed.length === 0 ? "all in order" : `${failed.length} not in order`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
