import * as z from "zod";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import { composition } from "../../../core/contract/composition.ts";
import type { Story, ToldRun } from "../story.ts";

const shown = z.looseObject({ composition });
const told = z.looseObject({ data: shown });
const scene = z.looseObject({ sceneId: z.string() });
const call = z.looseObject({ toolUseId: z.string() });

/** I3, and what a stream promises: all of it once, in an order that makes sense, with one end. */
export async function checkRuns({ cloud, runs }: Story): Promise<string[]> {
  const complaints: string[] = [];
  const completedBy = new Map<string, string>();
  const known = await Promise.all(
    runs.map(async (run) => ({ run, kept: await cloud.stores().runs.get(run.runId) })),
  );
  // In the order in which they began; one may have had two readers.
  const began = ({ kept }: (typeof known)[number]) => kept?.createdAtEpochMs ?? 0;
  for (const { run, kept } of known.toSorted((a, b) => began(a) - began(b))) {
    const about = (text: string) => complaints.push(`${run.runId}: ${text}`);
    for (const each of [...run.complaints, ...complaintsAboutOrder(run)]) about(each);
    const stored = await cloud.stores().log.read(run.runId, 0, 1000);
    const names = (list: readonly string[]) => list.join(" ");
    const seen = names(run.events.map(({ name }) => name));
    const written = names(stored.map(({ event }) => event.name));
    if (seen !== written) about(`its reader saw [${seen}], its log has [${written}]`);
    const { state, kind, jobId } = kept ?? {};
    for (const { name, data } of run.events) {
      if (name !== "scene_start" && name !== "scene_complete") continue;
      const sceneOfJob = `${jobId}/${scene.parse(data).sceneId}`;
      const before = completedBy.get(sceneOfJob) ?? run.runId;
      if (name === "scene_complete") completedBy.set(sceneOfJob, run.runId);
      else if (kind === "resume" && before !== run.runId)
        about(`makes ${sceneOfJob} again, which is complete`);
    }
    if (state === "admitted" || state === "running") about(`is ${state} after all`);
    const isDone = run.end?.name === "done";
    if (isDone !== (state === "done")) about(`ended with ${run.end?.name} and is ${state}`);
  }
  return complaints;
}

function complaintsAboutOrder({ events }: ToldRun): string[] {
  const complaints: string[] = [];
  const ends = events.filter(({ name }) => name === "done" || name === "error");
  if (ends.length !== 1 || ends[0] !== events.at(-1)) complaints.push(`it has ${ends.length} ends`);
  const begun = new Set<string>();
  const ended = new Set<string>();
  let isPlanned = false;
  const once = (of: Set<string>, what: string) => {
    if (of.has(what)) complaints.push(`${what} twice`);
    of.add(what);
  };
  for (const { name, data } of events) {
    if (name === "plan_ready") {
      if (isPlanned) complaints.push("plan_ready twice");
      isPlanned = true;
    } else if (name === "scene_start") {
      once(begun, `start of ${scene.parse(data).sceneId}`);
    } else if (name === "scene_complete" || name === "scene_failed") {
      const { sceneId } = scene.parse(data);
      if (!begun.has(`start of ${sceneId}`)) complaints.push(`${name} of ${sceneId} before its start`);
      once(ended, `end of ${sceneId}`);
    } else if (name === "tool_start") {
      once(begun, `start of ${call.parse(data).toolUseId}`);
    } else if (name === "tool_end") {
      const { toolUseId } = call.parse(data);
      if (!begun.has(`start of ${toolUseId}`)) complaints.push(`tool_end of ${toolUseId} before its start`);
      once(ended, `end of ${toolUseId}`);
    } else if (name === "checkpoint") {
      complaints.push(...compositionProblems(shown.parse(data).composition).map(problemOf));
    } else if (name === "done") {
      complaints.push(...compositionProblems(told.parse(data).data.composition).map(problemOf));
    }
  }
  for (const each of begun) {
    if (!ended.has(each.replace("start", "end"))) complaints.push(`${each} without its end`);
  }
  return complaints;
}

const problemOf = (problem: unknown): string => `a composition is not valid: ${JSON.stringify(problem)}`;
