import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { quoteRun } from "../../core/agent/quote/quote-run.ts";
import { showJob } from "../../core/agent/show-job.ts";
import { editJobBody } from "../../core/contract/job-api.ts";
import { agentWorld, doneOf, requestBody } from "../core/agent/agent-world.ts";
import { drive } from "../core/agent/drive.ts";
import { plansFilm } from "../core/agent/scripted-model.ts";

const text = readFileSync(path.join(import.meta.dirname, "../../docs/jobs.md"), "utf8");
/** The page's examples, in its order: a quote, a job, an edit. */
const [quote, job, edit] = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = ""]) => JSON.parse(json));

describe("docs/jobs.md", () => {
  it("shows the quote that its request gets", async () => {
    const world = await agentWorld(() => []);
    const body = requestBody({ message: "Explain the tides", scenes: 3 });
    expect(await quoteRun(world.deps, world.account, body)).toEqual(quote);
  });

  it("shows a job with the fields that it has", async () => {
    const world = await agentWorld(plansFilm([{}]));
    const { runId } = await world.admit({ reviewPlan: true });
    await drive(world, runId);
    const { resumeJobId: jobId = "" } = doneOf(await world.eventsOf(runId)).data;
    const shown = await showJob(world.deps, world.account, jobId);
    expect(Object.keys(job).toSorted()).toEqual(Object.keys(shown).toSorted());
    expect(Object.keys(job.scenes[0]).toSorted()).toEqual(Object.keys(shown.scenes[0] ?? {}).toSorted());
  });

  it("shows an edit that is taken, and names every field of one", () => {
    expect(editJobBody.parse(edit)).toMatchObject({ version: 1, remove: ["scene-3"] });
    const { scenes, ...others } = editJobBody.unwrap().shape;
    const ofScenes = Object.keys(scenes.unwrap().element.shape).filter((name) => name !== "sceneId");
    for (const name of [...Object.keys(others), "scenes", ...ofScenes]) expect(text).toContain(`\`${name}\``);
  });
});
