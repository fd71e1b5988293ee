import { StopExecutionCommand } from "@aws-sdk/client-sfn";
import * as z from "zod";
import type { Incident } from "./plan.ts";
import type { Story } from "./story.ts";
import { until } from "./wait.ts";
import { type Reaction, watchRun } from "./watch-run.ts";

/** What an incident has to do with. */
export interface IncidentPlace {
  readonly runId: string;
  readonly jobId: string | undefined;
  /** Events read so far. */
  readonly count: number;
}

/** Lets it happen. @returns what the reader of the events does then */
export async function letHappen(story: Story, what: Incident, place: IncidentPlace): Promise<Reaction> {
  const { cloud } = story;
  story.disturbances += 1;
  if (what === "kill-cloud") story.crashes += 1;
  switch (what) {
    case "lose-execution":
      await loseExecution(story, place.runId);
      return "go-on";
    case "kill-cloud":
      // Everything breaks by itself.
      story.aside.push(cloud.killAndBoot());
      return "go-on";
    case "delete-project":
      await deleteProject(story);
      return "go-on";
    case "edit-by-hand":
      await editByHand(story);
      return "go-on";
    case "second-run":
      await secondRun(story, place);
      return "go-on";
    case "second-resume":
      await secondResume(story, place);
      return "go-on";
    case "close-stream":
      return "close";
    case "read-again":
      return { from: Math.floor(place.count / 2) };
  }
}

/** As if AWS had lost it: it ends, and nothing of it runs any more. */
async function loseExecution({ cloud }: Story, runId: string): Promise<void> {
  await cloud.whenUp;
  const machine = cloud.nameOf("AWS::StepFunctions::StateMachine", "AgentRun");
  const executionArn = `${machine.replace(":stateMachine:", ":execution:")}:${runId}`;
  const { states } = cloud.clients();
  // The cloud may be killed at this very moment: then it is lost all the more.
  await states.send(new StopExecutionCommand({ executionArn, cause: "lost" })).catch(() => undefined);
}

async function deleteProject(story: Story): Promise<void> {
  const { participant, projectId } = story;
  // From now on whatever a run finds may be gone.
  story.isDeleted = true;
  const { status, body } = await participant.send("DELETE", `/api/video-project/${projectId}`);
  if (status !== 200 && status !== 404) {
    story.complaints.push(`the deletion was answered with ${status} ${JSON.stringify(body)}`);
  }
}

const stored = z.looseObject({
  composition: z.looseObject({
    tracks: z.array(z.looseObject({ id: z.string(), items: z.array(z.string()) })),
    items: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
  version: z.number(),
});

/** Somebody adds a text of their own, on what is stored at that moment. */
export async function editByHand(story: Story): Promise<void> {
  const now = Date.now();
  // Several at once: two that write over the same version are what takes an edit away.
  await Promise.all([1, 2, 3].map((person) => addText(story, `hand-${person}-${now}`)));
}

async function addText(story: Story, id: string): Promise<void> {
  const { participant, projectId, handmade } = story;
  const path = `/api/video-project/${projectId}`;
  const isSaved = await until(`an edit by hand of ${projectId}`, async () => {
    const found = await participant.send("GET", path);
    if (found.status === 404 && story.isDeleted) return false;
    if (found.status !== 200) throw new Error(`GET ${path}: ${found.status} ${JSON.stringify(found.body)}`);
    const { composition, version } = z.object({ data: stored }).parse(found.body).data;
    // An answer that was lost: it is there already.
    if (composition.items[id]) return true;
    const item = { id, type: "text", text: id, from: 0, durationInFrames: 30 };
    const edited = {
      ...composition,
      tracks: [{ id: `track-${id}`, items: [id] }, ...composition.tracks],
      items: { ...composition.items, [id]: item },
    };
    const answer = await participant.send(
      "PATCH",
      `${path}/composition`,
      { operation: "replace", data: { composition: edited } },
      { headers: { "if-match": `"${version}"` } },
    );
    if (answer.status === 200) return true;
    if ([409, 412, 404].includes(answer.status)) return undefined;
    throw new Error(`PATCH ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  });
  if (isSaved) handmade.push(id);
}

/** One account has one run in flight (I4). */
async function secondRun(story: Story, { runId }: IncidentPlace): Promise<void> {
  const { cloud, mark, participant, projectId, aside, runs } = story;
  const own = `${mark}second${runs.length}x${aside.length}`;
  cloud.claude.script(own, [[{ tool: "add_item", input: { type: "text", text: own } }]]);
  const answer = await participant.send("POST", "/api/agent", {
    message: `Add a text ${own} `,
    projectId,
    composition: {
      fps: 30,
      compositionWidth: 1280,
      compositionHeight: 720,
      tracks: [],
      items: {},
      assets: {},
    },
  });
  const other = answer.headers.get("x-run-id");
  if (!answer.stream || !other) return;
  // It was admitted, so the first one must be over.
  const edit = { mark: own, texts: [own], pictures: 0 };
  aside.push(
    watchRun(participant, { runId: other, first: answer }).then((run) => void runs.push({ ...run, edit })),
  );
  const lock = await story.cloud.stores().runs.get(runId);
  if (lock?.endedAtEpochMs === undefined) {
    story.complaints.push(`run ${other} was admitted while ${runId} was in flight`);
  }
}

/** Whoever asks to resume a job at work reads along. */
async function secondResume(story: Story, { runId, jobId }: IncidentPlace): Promise<void> {
  if (jobId === undefined) return;
  const { participant, aside, runs } = story;
  const answer = await participant.send("POST", "/api/agent/resume", { jobId });
  const other = answer.headers.get("x-run-id");
  if (!answer.stream || !other) return;
  aside.push(
    watchRun(participant, { runId: other, first: answer }).then((run) => {
      if (other !== runId) runs.push(run);
      else story.complaints.push(...run.complaints.map((complaint) => `beside: ${complaint}`));
    }),
  );
}
