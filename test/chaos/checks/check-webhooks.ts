import * as z from "zod";
import { messageIdOf } from "../../../core/webhooks/accept-event.ts";
import type { Story, ToldRun } from "../story.ts";
import { until } from "../wait.ts";

const told = z.looseObject({ data: z.looseObject({ remainingScenes: z.number() }) });

/** The end of every run that worked on a job is heard of, under one id, and what is heard is how it ended. */
export async function checkWebhooks(story: Story): Promise<string[]> {
  const { cloud, runs, mark } = story;
  const path = `/${mark.slice(1)}`;
  const complaints: string[] = [];
  for (const run of runs) {
    const jobId = (await cloud.stores().runs.get(run.runId))?.jobId;
    if (jobId === undefined || !run.events.some(({ name }) => name === "scene_start")) continue;
    const id = idOf(jobId, run.runId);
    const isHeard = await until(`webhook ${id}`, async () =>
      cloud.listener.heard(path).some((each) => each.id === id) ? true : undefined,
    ).catch(() => false);
    if (!isHeard) complaints.push(`nobody heard of the end of ${run.runId}`);
    const heard = cloud.listener.heard(path).filter((each) => each.id === id);
    const words = new Set(heard.map(({ type, remainingScenes }) => `${type}, ${remainingScenes} left`));
    const expected = expectedOf(run);
    if (words.size > 1) complaints.push(`of ${run.runId} was heard: ${[...words].join("; ")}`);
    if (expected !== undefined && !words.has(expected))
      complaints.push(`of ${run.runId} was heard ${[...words].join("; ")}, not ${expected}`);
  }
  return complaints;
}

const idOf = (jobId: string, runId: string): string => {
  const detail = { id: `${jobId}:${runId}`, userId: "", projectId: 0, jobId, totalScenes: 0 };
  return messageIdOf({ name: "job.completed", detail });
};

/** What its `done` says; an `error` says nothing of what was left. */
function expectedOf({ end }: ToldRun): string | undefined {
  if (end?.name !== "done") return undefined;
  const { remainingScenes } = told.parse(end.data).data;
  return remainingScenes === 0 ? "job.completed, 0 left" : `job.partial, ${remainingScenes} left`;
}
