import * as z from "zod";
import { creditsForScene, creditsForSpeech } from "../../../core/catalog/rates.ts";
import type { LedgerEntry } from "../../../core/ports/credit-store.ts";
import type { Scene } from "../../../core/ports/jobs.ts";
import type { Story, ToldRun } from "../story.ts";

const told = z.looseObject({ data: z.looseObject({ creditsUsed: z.number() }) });
const completed = z.looseObject({ sceneId: z.string(), voiceError: z.string().optional() });

/** I1, I2: the ledger adds up to the balances, every hold ended once, and what was delivered was charged, once. */
export async function checkMoney(story: Story): Promise<string[]> {
  const { cloud, participant } = story;
  const { userId } = participant;
  const stores = cloud.stores();
  const account = await stores.credits.getAccount(userId);
  const entries = await stores.credits.listEntries(userId);
  const complaints: string[] = [];
  const sum = (field: "monthly" | "purchased" | "held") =>
    entries.reduce((total, entry) => total + entry[field], 0);
  const written = { monthly: sum("monthly"), purchased: sum("purchased"), held: sum("held") };
  const balances = {
    monthly: account?.monthlyRemaining,
    purchased: account?.purchased,
    held: account?.held,
  };
  if (JSON.stringify(written) !== JSON.stringify(balances)) {
    complaints.push(`the ledger has ${JSON.stringify(written)}, the account ${JSON.stringify(balances)}`);
  }
  if (Math.min(...Object.values(written)) < 0) complaints.push(`a balance is negative`);
  if (written.held !== 0) complaints.push(`${written.held} credits stay held`);

  const byHold = Map.groupBy(
    entries.filter(({ holdId }) => holdId !== undefined),
    ({ holdId = "" }) => holdId,
  );
  for (const [holdId, itsEntries] of byHold) {
    complaints.push(...complaintsAbout(holdId, itsEntries));
    const hold = await stores.credits.getHold(userId, holdId);
    if (hold?.state !== "settled") complaints.push(`hold ${holdId} is ${hold?.state}, not settled`);
  }
  const captured = new Map(
    entries.filter(({ kind }) => kind === "capture").map(({ holdId = "", held }) => [holdId, -held]),
  );
  for (const { jobId } of story.films.values()) {
    for (const scene of await stores.jobs.listScenes(jobId)) {
      complaints.push(...complaintsAboutScene(scene, captured));
    }
  }
  for (const run of story.runs) {
    complaints.push(...(await complaintsAboutRun(story, run.runId, captured)));
    complaints.push(...(await complaintsAboutTold(story, run, captured)));
  }
  return complaints;
}

function complaintsAbout(holdId: string, entries: readonly LedgerEntry[]): string[] {
  const complaints: string[] = [];
  const count = (kind: LedgerEntry["kind"]) => entries.filter((entry) => entry.kind === kind).length;
  if (count("hold") !== 1) complaints.push(`hold ${holdId} was made ${count("hold")} times`);
  if (count("capture") > 1) complaints.push(`hold ${holdId} was captured ${count("capture")} times`);
  if (count("expire") > 0) complaints.push(`hold ${holdId} ran out`);
  const left = entries.reduce((total, { held }) => total + held, 0);
  if (left !== 0) complaints.push(`hold ${holdId} was not given back: ${left}`);
  return complaints;
}

/** A generation is charged if, and only if, it was delivered. */
function complaintsAboutScene(scene: Scene, captured: ReadonlyMap<string, number>): string[] {
  const { jobId, sceneId, generation, state, result } = scene;
  const complaints: string[] = [];
  const holdOf = (of: number) => `scene:${jobId}:${sceneId}:${of}`;
  if (state !== "complete" && captured.has(holdOf(generation))) {
    complaints.push(`${holdOf(generation)} was charged and is ${state}`);
  }
  if (!result) return complaints;
  const price = priceOf(scene, result.speech !== undefined);
  const charged = captured.get(holdOf(result.generation)) ?? 0;
  if (charged !== price) complaints.push(`${holdOf(result.generation)} was charged ${charged}, not ${price}`);
  return complaints;
}

/** The model, and each media call that succeeded. */
async function complaintsAboutRun(
  { cloud }: Story,
  runId: string,
  captured: ReadonlyMap<string, number>,
): Promise<string[]> {
  const stores = cloud.stores();
  const complaints: string[] = [];
  const run = await stores.runs.get(runId);
  const { tools } = await stores.runs.journal(runId);
  for (const { toolUseId, heldCredits, state, success } of tools) {
    const charged = captured.get(`tool:${runId}:${toolUseId}`) ?? 0;
    const owed = state === "done" && success ? heldCredits : 0;
    // A result that came after the run's end is nobody's.
    const isLate = run?.state !== "done" && charged === 0;
    if (charged !== owed && !isLate)
      complaints.push(`call ${toolUseId} of ${runId} was charged ${charged}, not ${owed}`);
  }
  const forModel = captured.get(`run:${runId}`) ?? 0;
  if (run?.kind === "edit" && run.state !== "admitted" && forModel !== (run.modelCredits ?? 0)) {
    complaints.push(`${runId} was charged ${forModel} for the model, and says ${run.modelCredits}`);
  }
  return complaints;
}

/** Clips are as short as they come; what was attached is free. */
function priceOf({ visualKind, narration, remoteUrl }: Scene, isSpoken: boolean): number {
  const narrationCharacters = isSpoken ? narration.length : 0;
  if (remoteUrl !== undefined) return creditsForSpeech(narrationCharacters);
  return creditsForScene({ videoSeconds: visualKind === "video" ? 5 : 0, narrationCharacters });
}

/** What `done` says it used: the model, the calls, and the scenes that the same stream told of. */
async function complaintsAboutTold(
  { cloud }: Story,
  { runId, end, events }: ToldRun,
  captured: ReadonlyMap<string, number>,
): Promise<string[]> {
  if (end?.name !== "done") return [];
  const { creditsUsed } = told.parse(end.data).data;
  const jobId = (await cloud.stores().runs.get(runId))?.jobId;
  const scenes = jobId === undefined ? [] : await cloud.stores().jobs.listScenes(jobId);
  let credits = 0;
  for (const [holdId, charged] of captured) {
    if (holdId === `run:${runId}` || holdId.startsWith(`tool:${runId}:`)) credits += charged;
  }
  for (const { data } of events.filter(({ name }) => name === "scene_complete")) {
    const { sceneId, voiceError } = completed.parse(data);
    const scene = scenes.find((each) => each.sceneId === sceneId);
    if (scene) credits += priceOf(scene, voiceError === undefined);
  }
  return credits === creditsUsed
    ? []
    : [`${runId} says that it used ${creditsUsed} credits, and was charged ${credits}`];
}
