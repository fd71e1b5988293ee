import * as z from "zod";
import type { ChaosCloud } from "./chaos-cloud.ts";
import { checkFilms } from "./checks/check-films.ts";
import { checkMoney } from "./checks/check-money.ts";
import { checkRuns } from "./checks/check-runs.ts";
import { checkVendors } from "./checks/check-vendors.ts";
import { checkWebhooks } from "./checks/check-webhooks.ts";
import { Participant } from "./participant.ts";
import { performStep } from "./perform-step.ts";
import { planOf } from "./plan.ts";
import { settleDown } from "./settle-down.ts";
import type { Story } from "./story.ts";

/** What became of one seed. */
export interface Outcome {
  readonly seed: number;
  readonly complaints: readonly string[];
  readonly runs: number;
  readonly scenes: number;
  readonly faults: number;
  readonly tookMs: number;
}

/** Plays one seed's story on the cloud, lets it settle down, and checks it. */
export async function runOne(cloud: ChaosCloud, seed: number): Promise<Outcome> {
  const startedMs = performance.now();
  const plan = planOf(seed);
  const name = `s${seed}`;
  const participant = await Participant.join(cloud, name, plan.credits);
  const { id: projectId } = await participant.call(
    "POST",
    "/api/video-project",
    z.object({ id: z.number() }),
    {
      name,
    },
  );
  const story: Story = {
    plan,
    cloud,
    participant,
    projectId,
    mark: `#${name}`,
    runs: [],
    films: new Map(),
    handmade: [],
    matchings: new Set([participant.email, participant.userId]),
    complaints: [],
    isDeleted: false,
    aside: [],
    disturbances: 0,
    crashes: 0,
  };
  try {
    cloud.listener.refuse(`/${name}`, plan.refusedPosts);
    await participant.listenAt(`${cloud.listener.url}/${name}`);
    for (const [index, step] of plan.steps.entries()) await performStep(story, step, index);
    await settleDown(story);
    for (const check of [checkMoney, checkRuns, checkFilms, checkVendors, checkWebhooks]) {
      story.complaints.push(...(await cloud.ask(() => check(story))));
    }
  } catch (error) {
    story.complaints.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return {
    seed,
    complaints: story.complaints,
    runs: story.runs.length,
    scenes: [...story.films.values()].reduce((sum, { scenes }) => sum + scenes, 0),
    faults: story.disturbances,
    tookMs: performance.now() - startedMs,
  };
}
