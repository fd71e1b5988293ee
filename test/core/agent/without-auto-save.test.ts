import { describe, expect, it } from "vitest";
import { png } from "../adapters/ingest/sample-media.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm, type Script } from "./scripted-model.ts";

/** All that a project is: its fields, its composition, its chat. */
const projectOf = async ({ deps }: AgentWorld) => deps.projects.getWithChat(PROJECT_ID, 100);

async function ran(script: Script, fields: Record<string, unknown> = {}) {
  const world = await agentWorld(script);
  const before = structuredClone(await projectOf(world));
  const { runId } = await world.admit({ autoSave: false, ...fields });
  await drive(world, runId);
  expect(await projectOf(world)).toEqual(before);
  return { world, runId, before, events: await world.eventsOf(runId) };
}

describe("autoSave: false", () => {
  it("writes nothing of the project, and done has the result of a short edit", async () => {
    const { events } = await ran(
      (_, turn) =>
        turn === 1
          ? [
              { tool: "add_item", input: { type: "text", text: "Summer Sale" } },
              { tool: "generate_image", input: { prompt: "beach" } },
            ]
          : ["Done."],
      { attachedFiles: [{ base64: Buffer.from(png(64, 64)).toString("base64") }] },
    );
    const { composition, diff } = doneOf(events).data;
    expect(Object.values(composition.items).map(({ type }) => type)).toEqual(["text", "image"]);
    expect(diff).not.toEqual([]);
  });

  it("writes nothing of the project while a film is made, resumed and made again in part", async () => {
    const { world, before, events } = await ran(plansFilm([{}, { visualPrompt: "[refuse]" }, {}]), {
      render: true,
    });
    const { composition, resumeJobId: jobId } = doneOf(events).data;
    expect(Object.keys(composition.items).length).toBeGreaterThan(0);
    expect(events.some(({ name }) => name === "checkpoint")).toBe(true);
    const { admitResume, admitRetryScene } = await import("../../../core/agent/admit-job-run.ts");
    const resumed = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
    await drive(world, resumed.run.runId);
    const again = { jobId, sceneId: "scene-1", apiKey: "k" };
    const retried = await admitRetryScene(world.deps, world.account, again);
    await drive(world, retried.run.runId);
    expect(doneOf(await world.eventsOf(retried.run.runId)).data.composition.items).not.toEqual({});
    expect(await projectOf(world)).toEqual(before);
  });

  it("writes nothing of the project when the run fails", async () => {
    const { events } = await ran(() => new Error("nonsense"));
    expect(events.at(-1)?.name).toBe("error");
  });
});
