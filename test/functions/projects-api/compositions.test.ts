import { beforeEach, describe, expect, it } from "vitest";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { sampleComposition } from "../../core/compositions/samples.ts";
import { type Fixture, MEDIA, newProject, projectsApi } from "./fixture.ts";

let api: Fixture;
let id: number;
beforeEach(async () => {
  api = await projectsApi();
  ({ id } = await newProject(api, { composition: sampleComposition() }));
});

const patch = (operation: string, composition: unknown, headers: Record<string, string> = {}) =>
  api.call({
    method: "PATCH",
    path: `/api/video-project/${id}/composition`,
    headers,
    body: { operation, data: { composition } },
  });

describe("patching a composition", () => {
  it("replaces all of it, and the thumbnail with it", async () => {
    const next = sampleComposition();
    const sun = next.assets.sun;
    if (sun !== undefined) sun.remoteUrl = `${MEDIA}/assets/user/new.jpg`;
    const { statusCode, project, headers } = await patch("replace", next);
    expect(statusCode).toBe(200);
    expect(headers.etag).toBe('"2"');
    expect(project).toMatchObject({ version: 2, thumbnail_url: `${MEDIA}/assets/user/new.jpg` });
    expect((await api.projects.getWithComposition(id))?.composition.assets.sun?.remoteUrl).toBe(
      "/assets/user/new.jpg",
    );
  });

  it("keeps the thumbnail when no picture is left", async () => {
    const { project } = await patch("replace", emptyComposition());
    expect(project.thumbnail_url).toBe(`${MEDIA}/assets/user/aa.jpg`);
  });

  it("merges top-level keys and leaves the others", async () => {
    const { project } = await patch("merge", { fps: 25, marker: { deep: [1, { a: null }] } });
    expect(project.composition).toMatchObject({
      fps: 25,
      marker: { deep: [1, { a: null }] },
      editorState: sampleComposition().editorState,
      items: sampleComposition().items,
    });
    // One level only: `items` is replaced as a whole.
    expect((await patch("merge", { items: {} })).statusCode).toBe(400);
    expect((await patch("merge", { items: {}, tracks: [] })).statusCode).toBe(200);
  });

  it("lets the later of two writers merge into what the earlier one wrote", async () => {
    await Promise.all([patch("merge", { a: 1 }), patch("merge", { b: 2 }), patch("merge", { c: 3 })]);
    const stored = await api.projects.getWithComposition(id);
    expect(stored).toMatchObject({ version: 4, composition: { a: 1, b: 2, c: 3 } });
  });

  it.each(["merge", "replace"])("honours If-Match: one of two editors who %s is told", async (operation) => {
    const edited = (a: number) => ({ ...sampleComposition(), a });
    const both = await Promise.all([
      patch(operation, edited(1), { "if-match": '"1"' }),
      patch(operation, edited(2), { "if-match": '"1"' }),
    ]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    const late = await patch(operation, edited(3), { "if-match": '"1"' });
    expect(late.statusCode).toBe(412);
    const stored = await api.projects.getWithComposition(id);
    expect(stored?.version).toBe(2);
    expect(stored?.composition.a).toBe(both[0]?.statusCode === 200 ? 1 : 2);
  });

  it("names the paths of what is wrong", async () => {
    const bad = sampleComposition();
    const [track] = bad.tracks;
    track?.items.push("gone");
    const { statusCode, fields } = await patch("replace", bad);
    expect(statusCode).toBe(400);
    expect(fields).toEqual([{ path: "data.composition.tracks.0.items.1", message: "there is no item gone" }]);
  });

  it.each([
    ["no operation", undefined, {}],
    ["an unknown operation", "append", {}],
    ["no composition", "replace", undefined],
    ["a list", "merge", []],
  ])("refuses %s", async (_, operation, composition) => {
    const body = { operation, data: { composition } };
    const { statusCode } = await api.call({
      method: "PATCH",
      path: `/api/video-project/${id}/composition`,
      body,
    });
    expect(statusCode).toBe(400);
  });

  it("refuses more than 5 MB with 413", async () => {
    const { statusCode, code } = await patch("merge", { notes: "x".repeat(5_300_000) });
    expect([statusCode, code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it("makes a finished film a draft again and keeps its URL", async () => {
    await api.projects.update(id, { status: "completed", renderPath: "/renders/x.mp4" });
    const { project } = await patch("merge", { fps: 25 });
    expect(project).toMatchObject({ status: "draft", render_url: `${MEDIA}/renders/x.mp4` });
  });
});
