import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bootLocalCloud } from "../../bin/cloud/local-cloud.ts";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { english } from "./english.ts";
import { heldOut } from "./held-out.ts";
import type { InstructionSet } from "./instruction.ts";
import { korean } from "./korean.ts";
import { newClients, type Ran, runInstructions, serveMedia } from "./run-instruction.ts";
import { spanish } from "./spanish.ts";

/*
 * npm run eval [-- --local] [--threshold 0.9] [--only WORDS]
 * Runs the instructions through the whole product, booted on this machine, against the real Claude (ANTHROPIC_API_KEY) or, with
 * --local, the planner that stands for it. Prints the score and what failed. Ends with 1 below the threshold, 64 when it was
 * called wrongly.
 */

const KEY = "ANTHROPIC_API_KEY";
const ACCOUNTS = 6;
const ROOT = resolve(import.meta.dirname, "../..");

const { values } = parseArgs({
  options: {
    local: { type: "boolean", default: false },
    threshold: { type: "string", default: "0.9" },
    only: { type: "string", default: "" },
  },
});
const threshold = Number(values.threshold);

if (!(threshold >= 0 && threshold <= 1)) {
  process.stderr.write(`--threshold is a share from 0 to 1: ${values.threshold}\n`);
  process.exitCode = 64;
} else if (!values.local && !process.env[KEY]) {
  process.stderr.write(
    `npm run eval needs ${KEY}; without one, npm run eval -- --local asks the local planner.\n`,
  );
  process.exitCode = 64;
} else {
  // Pictures are drawn here: an evaluation of the agent shall not buy any.
  delete process.env.FAL_KEY;
  if (values.local) delete process.env[KEY];
  process.exitCode = (await evaluate(values.only)) ? 0 : 1;
}

/** @returns whether the score is good enough */
async function evaluate(only: string): Promise<boolean> {
  const stateFolder = mkdtempSync(join(tmpdir(), "reelwright-eval-"));
  const assemblyFolder = join(ROOT, "cdk.out");
  await synthesize(assemblyFolder);
  const options = { assemblyFolder, stateFolder, port: 0, mediaPort: 0, isFresh: false, showsLog: false };
  const cloud = await bootLocalCloud(options);
  const media = await serveMedia();
  try {
    const clients = await newClients(cloud, ACCOUNTS);
    const matching = (sets: readonly InstructionSet[]) =>
      sets.map((set) => ({
        ...set,
        instructions: set.instructions.filter(({ message }) => message.includes(only)),
      }));
    const tell = (ran: Ran) => process.stdout.write(lineOf(ran));
    const required = await runInstructions(clients, media.url, matching([english, korean, spanish]), tell);
    const others = await runInstructions(clients, media.url, matching(heldOut), tell);
    process.stdout.write(`\n${scoreOf("instructions", required)}\n${scoreOf("in other words", others)}\n`);
    const all = [...required, ...others];
    return all.filter(isMet).length >= threshold * all.length;
  } finally {
    media.close();
    await cloud.stop();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

function isMet({ problems }: Ran): boolean {
  return problems.length === 0;
}

function lineOf({ set, instruction, problems, message, tookMs }: Ran): string {
  const head = `${problems.length === 0 ? "✓" : "✗"} ${set.locale} ${(tookMs / 1000).toFixed(1).padStart(5)} s  ${instruction.message}\n`;
  if (problems.length === 0) return head;
  const why = problems.map((problem) => `             ${problem}\n`).join("");
  return `${head}${why}             it answered: ${message}\n`;
}

function scoreOf(name: string, ran: readonly Ran[]): string {
  const met = ran.filter(isMet).length;
  const slowest = Math.max(0, ...ran.map(({ tookMs }) => tookMs));
  return `${name}: ${met} of ${ran.length}, the slowest took ${(slowest / 1000).toFixed(1)} s`;
}
