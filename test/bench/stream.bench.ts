import { startInstantVendors } from "../instant-vendors.ts";
import type { BenchResult } from "./bench-result.ts";
import { startMeasuredCloud } from "./lambda/measured-cloud.ts";
import { measureAdmission } from "./stream/admission.ts";
import { prepareAgentCalls } from "./stream/agent-calls.ts";
import { measureDelivery } from "./stream/delivery.ts";
import { measureLongFilm } from "./stream/long-film.ts";

const ROUNDS_GOAL = 6;
const OWN_GOAL_MS = 20;
const DELIVERY_GOAL_MS = 500;
const QUIET_READS_GOAL = 1;
const SCENE_GOAL_MS = 150;

/**
 * What the Agent API itself costs: admitting a run, bringing its events to whoever reads them, and making a long film
 * when the vendors take no time.
 */
export async function run(): Promise<BenchResult> {
  const vendors = await startInstantVendors();
  const measured = await startMeasuredCloud(vendors.parameters);
  try {
    const calls = await prepareAgentCalls(measured);
    const admission = await measureAdmission(measured, calls);
    const delivery = await measureDelivery(measured, calls);
    const film = await measureLongFilm(measured, calls);
    calls.close();
    return {
      numbers: {
        admissionTotalMs: admission.totalMs,
        admissionOwnMs: admission.ownMs,
        admissionWarmRounds: admission.warmRounds,
        admissionColdRounds: admission.coldRounds,
        deliveryP50Ms: delivery.p50Ms,
        deliveryP99Ms: delivery.p99Ms,
        activeReadsASecond: delivery.activeReadsASecond,
        quietReadsASecond: delivery.quietReadsASecond,
        perSceneMs: film.perSceneMs,
        functionCpuMsPerScene: film.functionCpuMs,
      },
      goals: [
        { number: "admissionColdRounds", atMost: ROUNDS_GOAL },
        { number: "admissionWarmRounds", atMost: ROUNDS_GOAL },
        { number: "admissionOwnMs", atMost: OWN_GOAL_MS },
        { number: "deliveryP99Ms", atMost: DELIVERY_GOAL_MS },
        { number: "quietReadsASecond", atMost: QUIET_READS_GOAL },
        { number: "perSceneMs", atMost: SCENE_GOAL_MS },
      ],
      table: [
        ["POST /api/agent until its stream opens", "measured", "goal"],
        ["in all, p50", ms(admission.totalMs)],
        ["own time, DynamoDB's taken out, p50", ms(admission.ownMs), `${OWN_GOAL_MS} ms`],
        ["DynamoDB round trips, function warm", String(admission.warmRounds), String(ROUNDS_GOAL)],
        ["DynamoDB round trips, function cold", String(admission.coldRounds), String(ROUNDS_GOAL)],
        [],
        [`from an append to ${delivery.readers} readers`],
        ["p50", ms(delivery.p50Ms)],
        ["p99", ms(delivery.p99Ms), `${DELIVERY_GOAL_MS} ms`],
        ["reads a second and reader, active", delivery.activeReadsASecond.toFixed(2)],
        ["reads a second and reader, quiet", delivery.quietReadsASecond.toFixed(2), String(QUIET_READS_GOAL)],
        [],
        [`a film of ${film.scenes} scenes, vendors at once, not drawn`],
        ["from the plan to the end, by scene", ms(film.perSceneMs), `${SCENE_GOAL_MS} ms`],
        ["processor time of the functions, by scene", ms(film.functionCpuMs)],
      ],
    };
  } finally {
    await measured.close();
    vendors.close();
  }
}

const ms = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;
