import * as z from "zod";
import { refusalOf } from "./participant.ts";
import type { Story } from "./story.ts";
import { until } from "./wait.ts";
import { watchRun } from "./watch-run.ts";

/** Resumes of one job: time runs so fast that a slow machine may lose one. */
const MOST_RESUMES = 6;
const CREDITS = 5000;

const unfinished = z.object({ jobId: z.string(), remainingScenes: z.number() }).nullable();

/** Calls everything off, lets sweeps do their work, and does what a user would: resumes what is not complete. */
export async function settleDown(story: Story): Promise<void> {
  const { cloud, films, mark, matchings, participant, aside } = story;
  await Promise.all(aside);
  for (const matching of matchings) await cloud.callOff(matching);
  cloud.fal.troubles.clear(mark);
  cloud.claude.troubles.clear(mark);
  await whenFree(story);
  if (story.isDeleted) return whenNothingIsHeld(story);

  await participant.topUp(CREDITS);
  for (const { jobId } of films.values()) await resumeToTheEnd(story, jobId);
  const path = `/api/agent/check-resume?projectId=${story.projectId}`;
  // A run may have died before it could tell of its plan: then this is how its user learns of it.
  const untold = await participant.call("GET", path, unfinished);
  if (untold) await resumeToTheEnd(story, untold.jobId);
  const left = await participant.call("GET", path, unfinished);
  if (left)
    story.complaints.push(`${left.remainingScenes} scenes of ${left.jobId} are left after its resume`);
  await whenNothingIsHeld(story);
}

async function resumeToTheEnd(story: Story, jobId: string): Promise<void> {
  const { cloud, participant, runs } = story;
  for (let resumes = 0; resumes < MOST_RESUMES; resumes++) {
    const scenes = await cloud.ask(() => cloud.stores().jobs.listScenes(jobId));
    if (scenes.every(({ result }) => result !== undefined)) return;
    const answer = await participant.send("POST", "/api/agent/resume", { jobId }, { isKeyed: true });
    const runId = answer.headers.get("x-run-id");
    if (!answer.stream || !runId) {
      story.complaints.push(`${jobId} cannot be resumed: ${answer.status} ${refusalOf(answer)?.message}`);
      return;
    }
    runs.push(await watchRun(participant, { runId, first: answer }));
    await whenFree(story);
  }
  story.complaints.push(`${jobId} is not complete after ${MOST_RESUMES} calm resumes`);
}

/** A dead holder frees its lock within its lease (I4). */
const whenFree = ({ cloud, participant }: Story) =>
  until(`the lock of ${participant.userId} to be free`, async () => {
    await cloud.whenUp;
    const lock = await cloud
      .stores()
      .runs.getLock(participant.userId)
      .catch(() => "cloud is down");
    return lock === undefined ? true : undefined;
  });

const whenNothingIsHeld = async ({ cloud, participant }: Story) => {
  await until(`nothing to be held of ${participant.userId}`, async () => {
    await cloud.whenUp;
    const open = await cloud
      .stores()
      .credits.listOpenHolds(participant.userId)
      .catch(() => ["cloud is down"]);
    return open.length === 0 ? true : undefined;
  });
};
