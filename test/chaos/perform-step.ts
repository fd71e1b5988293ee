import * as z from "zod";
import { letHappen } from "./incidents.ts";
import { ownFile } from "./own-files.ts";
import { type Answer, refusalOf } from "./participant.ts";
import type { Deed, EditCall, SceneVisual, Step } from "./plan.ts";
import { type Story, sceneMark, type ToldEdit } from "./story.ts";
import type { ScriptedCall } from "./vendors/claude.ts";
import { type Reaction, watchRun } from "./watch-run.ts";

const unfinished = z.object({ jobId: z.string() }).nullable();
const planned = z.object({ jobId: z.string() });
const project = z.looseObject({ composition: z.record(z.string(), z.unknown()) });

/** A request that a deed comes to. */
interface Request {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly jobId?: string;
  readonly edit?: ToldEdit;
}

/** Does what the step says, with what is to befall it, and reads its run to the end. */
export async function performStep(story: Story, step: Step, index: number): Promise<void> {
  const { cloud, participant } = story;
  const mark = `${story.mark}n${index}`;
  const request = await requestOf(story, step.deed, mark);
  if (!request) return;
  for (const { vendor, scene, after, trouble } of step.troubles) {
    story.disturbances += 1;
    const matching = vendor === "claude" ? `${mark} ` : `${scene === 0 ? mark : sceneMark(mark, scene)} `;
    cloud[vendor].troubles.add(matching, after, trouble);
  }
  for (const fault of step.early) {
    await orderFault(
      story,
      fault,
      fault.target.startsWith("service:") ? participant.userId : participant.email,
    );
  }
  const answer = await participant.send("POST", request.path, request.body, { isKeyed: step.isKeyed });
  const runId = runOf(story, answer);
  if (runId === undefined) return;
  const ownName = runId.replace(/^run_/, "");
  for (const fault of step.faults) {
    await orderFault(story, fault, fault.target === "vendor:polly" ? mark.slice(1) : ownName);
  }
  let { jobId } = request;
  const onEvent = async (count: number): Promise<Reaction> => {
    for (const { what } of step.incidents.filter(({ atEvent }) => atEvent === count)) {
      jobId ??= await jobOf(story, runId);
      const reaction = await letHappen(story, what, { runId, jobId, count });
      if (reaction !== "go-on") return reaction;
    }
    return "go-on";
  };
  const run = await watchRun(participant, { runId, ...(answer.stream && { first: answer }) }, onEvent);
  // Whose run was in the way is not known: it may be another one's.
  const isOwn = answer.headers.has("x-run-id");
  story.runs.push({ ...run, ...(request.edit && isOwn && { edit: request.edit }) });
  for (const { name, data } of run.events) {
    if (name !== "plan_ready" || step.deed.kind !== "film") continue;
    const { jobId: made } = planned.parse(data);
    const { autoSave, scenes } = step.deed;
    const own = new Set(numbersOfOwn(scenes));
    story.films.set(made, { jobId: made, mark, autoSave, scenes: scenes.length, own });
  }
}

async function orderFault(story: Story, fault: Step["faults"][number], matching: string): Promise<void> {
  const { times = 1, kind, target } = fault;
  story.disturbances += times;
  const endsSteps = target === "function:SceneSteps" || target.startsWith("service:");
  if (endsSteps && kind !== "duplicate" && kind !== "delay") story.crashes += times;
  story.matchings.add(matching);
  await story.cloud.order({ ...fault, matching });
}

/** @returns undefined when it was refused */
function runOf(story: Story, answer: Answer): string | undefined {
  const runId = answer.headers.get("x-run-id");
  if (runId) return runId;
  const refusal = refusalOf(answer);
  // An attempt whose answer was lost had started it.
  if (refusal?.error === "CONCURRENT_LIMIT") {
    const inTheWay = refusal.data?.runId;
    const ended = story.runs.find((run) => run.runId === inTheWay);
    if (ended) story.complaints.push(`run ${inTheWay} was in the way after its end`);
    return ended ? undefined : inTheWay;
  }
  const isExpected =
    refusal?.error === "INSUFFICIENT_CREDIT" ||
    (story.isDeleted && ["PROJECT_NOT_FOUND", "NOT_FOUND", "JOB_NOT_FOUND"].includes(refusal?.error ?? ""));
  if (!isExpected)
    story.complaints.push(
      `a run was refused: ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`,
    );
  return undefined;
}

async function jobOf({ cloud }: Story, runId: string): Promise<string | undefined> {
  return (await cloud.ask(() => cloud.stores().runs.get(runId)))?.jobId;
}

async function requestOf(story: Story, deed: Deed, mark: string): Promise<Request | undefined> {
  const { cloud, films, participant, projectId } = story;
  if (story.isDeleted) return undefined;
  switch (deed.kind) {
    case "film": {
      const composition = await currentComposition(story);
      cloud.claude.script(mark, [[planCall(mark, deed.scenes)]]);
      const { autoSave } = deed;
      const attachedFiles = numbersOfOwn(deed.scenes).map((scene) => {
        const { name, bytes } = ownFile(sceneMark(mark, scene));
        return { name, base64: Buffer.from(bytes).toString("base64") };
      });
      return {
        path: "/api/agent",
        body: { message: `Make a film ${mark} `, projectId, composition, autoSave, attachedFiles },
      };
    }
    case "edit": {
      const composition = await currentComposition(story);
      const calls = deed.turns.map((turn, at) => turn.map((call, n) => editCall(mark, call, `${at}-${n}`)));
      cloud.claude.script(mark, calls);
      const all = deed.turns.flatMap((turn, at) =>
        turn.map((call, n) => ({ call, text: `${mark}t${at}-${n}` })),
      );
      const edit = {
        mark,
        texts: all.filter(({ call }) => call === "text").map(({ text }) => text),
        pictures: all.filter(({ call }) => call === "picture").length,
      };
      return { path: "/api/agent", body: { message: `Change it ${mark} `, projectId, composition }, edit };
    }
    case "resume": {
      const path = `/api/agent/check-resume?projectId=${projectId}`;
      const job = await participant.call("GET", path, unfinished);
      return job ? { path: "/api/agent/resume", body: { jobId: job.jobId }, jobId: job.jobId } : undefined;
    }
    case "retry-scene": {
      const film = [...films.values()].at(-1);
      if (!film) return undefined;
      const sceneId = `scene-${Math.min(deed.scene, film.scenes)}`;
      return { path: "/api/agent/retry-scene", body: { jobId: film.jobId, sceneId }, jobId: film.jobId };
    }
  }
}

async function currentComposition({ participant, projectId }: Story): Promise<Record<string, unknown>> {
  const { composition } = await participant.call("GET", `/api/video-project/${projectId}`, project);
  return composition;
}

const numbersOfOwn = (scenes: readonly SceneVisual[]): number[] =>
  scenes.flatMap((visual, index) => (visual === "own" ? [index + 1] : []));

const planCall = (mark: string, scenes: readonly SceneVisual[]): ScriptedCall => ({
  tool: "plan_long_video",
  input: {
    title: `Film ${mark}`,
    locale: "en",
    scenes: scenes.map((visual, index) => ({
      title: `Part ${index + 1}`,
      narration: `Part ${index + 1} of ${mark.slice(1)}.`,
      visualKind: visual === "own" ? "image" : visual,
      visualPrompt: `${sceneMark(mark, index + 1)} is to be seen`,
      ...(visual === "own" && { assetId: ownFile(sceneMark(mark, index + 1)).assetId }),
    })),
  },
});

function editCall(mark: string, call: EditCall, place: string): ScriptedCall {
  switch (call) {
    case "text":
      return { tool: "add_item", input: { type: "text", text: `${mark}t${place}` } };
    case "picture":
      return { tool: "generate_image", input: { prompt: `${mark} ${place} is to be seen` } };
    case "speech":
      return { tool: "generate_speech", input: { text: `This is ${mark.slice(1)} ${place}.` } };
  }
}
