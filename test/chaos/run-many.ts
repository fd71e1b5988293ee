import { bootChaosCloud, type ChaosCloud } from "./chaos-cloud.ts";
import { killsCloud, planOf } from "./plan.ts";
import { type Outcome, runOne } from "./run-one.ts";

export interface ChaosOptions {
  readonly seeds: readonly number[];
  /** Stories at once. */
  readonly parallel: number;
  /** Seconds of the account's time per second. */
  readonly speed: number;
  /** Told of each outcome as it comes. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Stories on one cloud, before there is a fresh one: what lists everything grows slow. */
const STORIES_A_CLOUD = 120;

/** Plays every seed's story. Those that kill the whole cloud are among themselves. */
export async function runMany({ seeds, parallel, speed, onOutcome }: ChaosOptions): Promise<void> {
  const deadly = seeds.filter((seed) => killsCloud(planOf(seed)));
  const others = seeds.filter((seed) => !deadly.includes(seed));
  const batches = [...inParts(others, STORIES_A_CLOUD), ...inParts(deadly, STORIES_A_CLOUD)];
  for (const batch of batches) {
    const cloud = await bootChaosCloud({ speed });
    try {
      await inLanes(cloud, batch, parallel, onOutcome);
    } finally {
      await cloud.close();
    }
  }
}

function* inParts(seeds: readonly number[], size: number): Generator<readonly number[]> {
  for (let at = 0; at < seeds.length; at += size) yield seeds.slice(at, at + size);
}

async function inLanes(
  cloud: ChaosCloud,
  seeds: readonly number[],
  parallel: number,
  onOutcome: ChaosOptions["onOutcome"],
): Promise<void> {
  const queue = [...seeds];
  const lane = async () => {
    for (let seed = queue.shift(); seed !== undefined; seed = queue.shift())
      onOutcome(await runOne(cloud, seed));
  };
  await Promise.all(Array.from({ length: parallel }, lane));
}
