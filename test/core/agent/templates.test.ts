import { describe, expect, it } from "vitest";
import { performAgentStep } from "../../../core/agent/perform-step.ts";
import { resolveTemplate } from "../../../core/catalog/templates/resolve-template.ts";
import { shippedTemplates } from "../../../core/catalog/templates/shipped-templates.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import { agentEventPayloads } from "../../../core/contract/agent-events.ts";
import type { Composition, Item } from "../../../core/contract/composition.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm } from "./scripted-model.ts";

const twoScenes = plansFilm([{}, {}]);

async function film(fields: Record<string, unknown> = {}, world?: AgentWorld) {
  const made = world ?? (await agentWorld(twoScenes));
  const run = await made.admit(fields);
  await drive(made, run.runId);
  const events = await made.eventsOf(run.runId);
  return { world: made, run, events, composition: doneOf(events).data.composition };
}

function itemOf<Type extends Item["type"]>({ items }: Composition, type: Type) {
  const found = Object.values(items)
    .filter((item): item is Extract<Item, { type: Type }> => item.type === type)
    .toSorted((a, b) => a.from - b.from);
  if (found[0] === undefined) throw new Error(`there is no ${type}`);
  return found[0];
}

const lengthOf = ({ items }: Composition) =>
  Math.max(...Object.values(items).map(({ from, durationInFrames }) => from + durationInFrames));

describe("a film's template", () => {
  it("is seen in titles, captions, pictures, pacing and the end, and heard in voice and music", async () => {
    const plain = await film();
    const story = await film({ templateId: "kids-story" });
    expect(itemOf(story.composition, "text")).toMatchObject({ color: "#2b1a4a", backgroundColor: "#fff3c4" });
    expect(itemOf(story.composition, "text").fontSize).toBeGreaterThan(
      itemOf(plain.composition, "text").fontSize ?? 0,
    );
    expect(itemOf(story.composition, "captions")).toMatchObject({
      color: "#2b1a4a",
      highlightColor: "#d6336c",
      backgroundColor: "#fff3c4",
    });
    expect(Object.values(story.composition.items)).toContainEqual(
      expect.objectContaining({ preset: "endCard", text: "The end", backgroundColor: "#fff3c4" }),
    );
    expect(story.composition.music).toEqual({ mood: "upbeat" });
    expect(plain.composition.music).toEqual({ mood: "chill" });
    expect(story.world.makers.spoken.map(({ voiceId }) => voiceId)).toEqual(["Ruth", "Ruth"]);
    expect(plain.world.makers.spoken.map(({ voiceId }) => voiceId)).toEqual(["Joanna", "Joanna"]);
    expect(story.world.makers.started[0]?.prompt).toBe(
      "picture 1. Picture book illustration, bright colours.",
    );
    const [from, until] = [lengthOf(plain.composition), lengthOf(story.composition)];
    // 0.8 s more air in each of two scenes, and three seconds of end card.
    expect(until - from).toBe(Math.round((2 * 0.8 + 3) * story.composition.fps));
    expect(story.world.model.requests[0]?.runSystem).toContain("gentle storyteller");
  });

  it("is what text, captions and an end card look like that say nothing of their looks", async () => {
    const add = (input: object) => ({ tool: "add_item", input });
    const world = await agentWorld((_, turn) =>
      turn > 1
        ? ["Done."]
        : [
            add({ type: "text", text: "Once" }),
            add({ type: "text", text: "Mine", color: "#00ff00", style: { fontFamily: "Noto Sans KR" } }),
            add({ type: "captions", text: "upon a time" }),
            add({ type: "text", preset: "endCard", text: "The end" }),
          ],
    );
    const { composition } = await film({ templateId: "kids-story" }, world);
    const { template } = await resolveTemplate(world.deps, ["kids-story"], "en");
    const { palette, type } = template;
    const looks = { ...type, color: palette.text, backgroundColor: palette.background };
    const texts = Object.values(composition.items).filter((item) => item.type === "text");
    const textOf = (text: string) => texts.find((item) => item.text === text);
    expect(textOf("Once")).toMatchObject(looks);
    expect(textOf("Mine")).toMatchObject({ ...looks, color: "#00ff00", fontFamily: "Noto Sans KR" });
    expect(textOf("The end")).toMatchObject({ preset: "endCard", ...looks });
    expect(itemOf(composition, "captions")).toMatchObject({ ...looks, highlightColor: palette.accent });
  });

  it("leaves with each scene what its picture shows and its voice says", async () => {
    const { composition } = await film();
    const { assets } = composition;
    const { assetId } = itemOf(composition, "image");
    expect(assets[assetId]?.prompt).toBe("picture 1");
    expect(assets[itemOf(composition, "audio").assetId]).toMatchObject({
      spokenText: "This is what part 1 says about it.",
      voiceId: "Joanna",
    });
  });

  it.each([...shippedTemplates.keys()])("%s makes a valid film without a warning", async (templateId) => {
    const { composition, events } = await film({ templateId });
    expect(compositionProblems(composition)).toEqual([]);
    expect(events.filter(({ name }) => name === "template_warning")).toEqual([]);
  });

  it("is the project's when the request names none", async () => {
    const world = await agentWorld(twoScenes);
    await world.deps.projects.update(PROJECT_ID, { templateId: "sod", lastEditedAtEpochMs: 1 }, {});
    expect((await film({}, world)).composition.music).toEqual({ mood: "energetic" });
  });

  it("is the project's, with a warning, when the request's is not there", async () => {
    const world = await agentWorld(twoScenes);
    await world.deps.projects.update(PROJECT_ID, { templateId: "sod", lastEditedAtEpochMs: 1 }, {});
    const { composition, events } = await film({ templateId: "gone" }, world);
    expect(composition.music).toEqual({ mood: "energetic" });
    expect(events[0]).toEqual({
      name: "template_warning",
      payload: {
        severity: "warning",
        field: "templateId",
        message: "There is no template gone; sod is used.",
      },
    });
  });

  it("is warned of once, however often the first step comes, and the film is made all the same", async () => {
    const world = await agentWorld(twoScenes);
    const fields = { palette: { accent: "red" }, voices: { en: "HAL" }, wallpaper: 1, pacing: [] };
    await world.deps.templates.put({ templateId: "bad", fields, source: "imported", updatedAtEpochMs: 1 });
    const run = await world.admit({ templateId: "bad" });
    for (let time = 0; time < 3; time++) {
      await performAgentStep(world.deps, { step: "begin", runId: run.runId });
    }
    await drive(world, run.runId);
    const events = await world.eventsOf(run.runId);
    const warnings = events.flatMap((event) => (event.name === "template_warning" ? [event.payload] : []));
    expect(warnings.map(({ field, severity }) => [field, severity])).toEqual([
      ["palette.accent", "warning"],
      ["voices.en", "warning"],
      ["wallpaper", "info"],
      ["pacing", "warning"],
    ]);
    for (const payload of warnings) agentEventPayloads.template_warning.unwrap().strict().parse(payload);
    expect(doneOf(events).success).toBe(true);
    expect(world.makers.spoken[0]?.voiceId).toBe("Joanna");
  });

  it("stays what it was at the run's beginning when it changes meanwhile", async () => {
    const world = await agentWorld(twoScenes);
    const put = (music: string) =>
      world.deps.templates.put({
        templateId: "mine",
        fields: { music },
        source: "imported",
        updatedAtEpochMs: 1,
      });
    await put("dramatic");
    const run = await world.admit({ templateId: "mine" });
    await performAgentStep(world.deps, { step: "begin", runId: run.runId });
    await put("upbeat");
    await drive(world, run.runId);
    expect(doneOf(await world.eventsOf(run.runId)).data.composition.music).toEqual({ mood: "dramatic" });
  });
});
