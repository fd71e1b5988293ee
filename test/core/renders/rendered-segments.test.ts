import { describe, expect, it } from "vitest";
import { busEvents } from "../../../core/contract/bus-events.ts";
import { noteAhead, noteRenderer, settleAhead } from "../../../core/renders/ahead-work.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { checkSegment, startSegment } from "../../../core/renders/render-segment.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { projectId, renderStudio, scenesFilm, userId } from "./render-studio.ts";

const request = { userId, projectId };
const drawnBy = (...renderers: string[]) =>
  renderers.map((renderer, index) => ({ from: index * 120, durationInFrames: 120, renderer }));

describe("a film that is made", () => {
  it("says who drew each segment, in the project and in the event, however often steps are delivered", async () => {
    const studio = await renderStudio(scenesFilm(2));
    const { renderId } = await startRender(studio.deps, request);
    await cutRender(studio.deps, renderId);
    await startSegment(studio.deps, renderId, 1);
    studio.state.answers.push({ renderer: "remotion", state: "rendering", progress: 0.5 });
    await checkSegment(studio.deps, renderId, 1, 1);
    studio.state.renderer = "remotion";
    await checkSegment(studio.deps, renderId, 1, 2);
    studio.state.renderer = "compositor";
    await studio.run(renderId, 2);
    const expected = drawnBy("compositor", "remotion");
    expect((await studio.project()).renderSegments).toEqual(expected);
    const events = studio.published.map(({ detail }) => busEvents["render.completed"].parse(detail));
    expect(events.length).toBeGreaterThan(1);
    for (const { segments } of events) expect(segments).toEqual(expected);
  });

  it("calls what an earlier film had kept, and a picture that it shows twice by its renderer", async () => {
    const film = scenesFilm(2);
    const second = film.items["scene-1"];
    if (second?.type !== "image") throw new Error("the film has no second scene");
    const twice = { ...film, items: { ...film.items, "scene-1": { ...second, assetId: "picture-0" } } };
    const studio = await renderStudio(twice);
    await studio.run((await startRender(studio.deps, request)).renderId);
    expect((await studio.project()).renderSegments).toEqual(drawnBy("compositor", "compositor"));
    await studio.run((await startRender(studio.deps, request)).renderId);
    expect((await studio.project()).renderSegments).toEqual(drawnBy("kept", "kept"));
  });

  it("names who drew a segment of it ahead, until a film has paid for it", async () => {
    const studio = await renderStudio(scenesFilm(1));
    const { deps, drawn } = studio;
    const first = await startRender(deps, request);
    await cutRender(deps, first.renderId);
    const key = (await deps.plans.getPlan(first.renderId))?.segments[0]?.key ?? "";
    const work = {
      renderId: "ahead",
      index: 0,
      rendererJobId: "a",
      tries: 1,
      progress: 0,
      startedAtEpochMs: 0,
    };
    await noteAhead(deps.renders, key, work);
    for (const _ of [1, 2]) await noteRenderer(deps.renders, key, "remotion");
    drawn.add(key);
    await studio.run(first.renderId);
    expect((await studio.project()).renderSegments).toEqual(drawnBy("remotion"));
    await studio.run((await startRender(deps, request)).renderId);
    expect((await studio.project()).renderSegments).toEqual(drawnBy("kept"));
  });

  it("tells a renderer which try it is", async () => {
    const { deps, state, startedAs } = await renderStudio(scenesFilm(1));
    const { renderId } = await startRender(deps, request);
    await cutRender(deps, renderId);
    await startSegment(deps, renderId, 0);
    state.answers.push({ renderer: "compositor", state: "failed", message: "silent", isRetryable: true });
    await checkSegment(deps, renderId, 0, 1);
    expect(startedAs).toEqual([1, 2]);
  });
});

describe("what is noted of a segment drawn ahead", () => {
  it("is not lost when the film is paid for at the moment that its renderer is noted", async () => {
    const { deps } = await renderStudio();
    const work = {
      renderId: "ahead",
      index: 0,
      rendererJobId: "a",
      tries: 1,
      progress: 0,
      startedAtEpochMs: 0,
    };
    await noteAhead(deps.renders, "key", work);
    await Promise.all([settleAhead(deps.renders, ["key"]), noteRenderer(deps.renders, "key", "compositor")]);
    expect(await deps.renders.getSegment("ahead-of#key", 0)).toMatchObject({
      renderer: "compositor",
      drawnAhead: { by: "ahead", isOwed: false },
    });
  });
});
