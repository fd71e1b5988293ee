import { beforeEach, describe, expect, it } from "vitest";
import { EMAIL, type Fixture, MEDIA, newProject, projectsApi } from "./fixture.ts";

const path = "/api/video-project";
let api: Fixture;
beforeEach(async () => {
  api = await projectsApi();
});

const composition = {
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [{ id: "track-1", trackType: "video", name: "Main", items: ["item-1"], color: "#fff" }],
  items: {
    "item-1": { id: "item-1", type: "video", assetId: "asset-1", from: 0, durationInFrames: 150, x: [1] },
    still: { id: "still", type: "image", assetId: "asset-2", from: 0, durationInFrames: 1 },
  },
  assets: {
    "asset-1": {
      id: "asset-1",
      type: "video",
      remoteUrl: "https://cdn.example.com/clip.mp4",
      durationInSeconds: 5,
    },
    "asset-2": { id: "asset-2", type: "image", remoteUrl: `${MEDIA}/assets/user/aa.jpg` },
  },
};

describe("creating a project", () => {
  it("answers 201 with the documented record", async () => {
    const body = { name: "Sunset Beach Promo", templateId: "review-owl" };
    const { statusCode, json, headers, project } = await api.call({ method: "POST", path, body });
    expect(statusCode).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect(json).toMatchObject({
      success: true,
      data: {
        name: "Sunset Beach Promo",
        email: EMAIL,
        composition: {
          fps: 30,
          compositionWidth: 1920,
          compositionHeight: 1080,
          tracks: [],
          items: {},
          assets: {},
        },
        status: "draft",
        thumbnail_url: null,
        template_id: "review-owl",
        last_edited_at: "2026-05-26T09:00:00.000Z",
        version: 1,
      },
    });
    expect(Number.isSafeInteger(project.id)).toBe(true);
  });

  it("has defaults for everything, and takes null for nothing", async () => {
    const nothing = { name: null, composition: null, settings: null, templateId: null };
    for (const body of [{}, nothing]) {
      expect(await newProject(api, body)).toMatchObject({
        name: "Untitled Project",
        settings: {},
        template_id: null,
      });
    }
  });

  it.each([
    ["an unknown template", { templateId: "nobody" }, ["templateId"]],
    ["wrong types", { name: 5, settings: [], composition: "x" }, ["composition", "name", "settings"]],
    ["an empty name", { name: "  " }, ["name"]],
    ["an endless name", { name: "x".repeat(201) }, ["name"]],
    [
      "a composition that leads nowhere",
      { composition: { ...composition, assets: {} } },
      ["composition.items.item-1.assetId", "composition.items.still.assetId"],
    ],
  ])("refuses %s with 400 and the paths", async (_, body, paths) => {
    const { statusCode, code, fields } = await api.call({ method: "POST", path, body });
    expect([statusCode, code]).toEqual([400, "INVALID_PARAMETERS"]);
    expect(fields.map((field) => field.path).sort()).toEqual(paths);
  });

  it("keeps a composition with its unknown keys, and paths instead of its own media URLs", async () => {
    const { id, thumbnail_url } = await newProject(api, { composition: { ...composition, zoom: 2 } });
    const stored = await api.projects.getWithComposition(id);
    expect(stored?.composition.assets["asset-2"]?.remoteUrl).toBe("/assets/user/aa.jpg");
    expect(thumbnail_url).toBeNull();
    const { project } = await api.call({ path: `${path}/${id}` });
    expect(project.composition).toEqual({ ...composition, zoom: 2 });
  });

  it("takes another id when two are made in one millisecond", async () => {
    const projects = await projectsApi();
    const ids = await Promise.all(Array.from({ length: 5 }, async () => (await newProject(projects)).id));
    expect(new Set(ids).size).toBe(5);
  });

  it("takes names of any script", async () => {
    expect((await newProject(api, { name: "봄 🌸 été" })).name).toBe("봄 🌸 été");
  });
});

describe("reading a project", () => {
  it("gives everything, with chat and an ETag", async () => {
    const { id } = await newProject(api, { settings: { theme: "dark" } });
    await api.call({
      method: "POST",
      path: `${path}/${id}/chat`,
      body: { message: { role: "system", content: "Imported 12 clips" } },
    });
    const { statusCode, project, headers } = await api.call({ path: `${path}/${id}` });
    expect(statusCode).toBe(200);
    expect(headers.etag).toBe('"1"');
    expect(project).toMatchObject({
      id,
      settings: { theme: "dark" },
      chat_total: 1,
      chat_history: [{ role: "system", content: "Imported 12 clips" }],
      render_url: null,
    });
  });

  it("shows the film's URL on the media host", async () => {
    const { id } = await newProject(api);
    await api.projects.update(id, { status: "completed", renderPath: "/renders/x/film.mp4" });
    const { project } = await api.call({ path: `${path}/${id}` });
    expect(project).toMatchObject({ status: "completed", render_url: `${MEDIA}/renders/x/film.mp4` });
  });

  it.each(["abc", "-1", "1e3", "0", "007", "1.5", "99999999999999999999", "%00", "1%2F2", "null"])(
    "answers 404 for the id %s",
    async (id) => {
      for (const method of ["GET", "DELETE"]) {
        const { statusCode, code } = await api.call({ method, path: `${path}/${id}` });
        expect([statusCode, code]).toEqual([404, "PROJECT_NOT_FOUND"]);
      }
      const put = await api.call({ method: "PUT", path: `${path}/${id}`, body: { name: "x" } });
      expect(put.statusCode).toBe(404);
    },
  );

  it("pages backwards through a long chat", async () => {
    const { id } = await newProject(api);
    for (let index = 0; index < 205; index++) {
      const entryId = `e${String(index).padStart(3, "0")}`;
      const entry = { role: "user", content: `${index}`, atEpochMs: index, entryId };
      await api.projects.appendChat(id, entry, 1000);
    }
    const { project: last } = await api.call({ path: `${path}/${id}` });
    expect(last.chat_history).toHaveLength(200);
    expect(last.chat_total).toBe(205);
    const chatBefore = last.chat_history?.[0]?.id ?? "";
    const { project: before } = await api.call({ path: `${path}/${id}`, query: { chatBefore } });
    expect(before.chat_history?.map(({ content }) => content)).toEqual(["0", "1", "2", "3", "4"]);
    const nonsense = await api.call({ path: `${path}/${id}`, query: { chatBefore: "x" } });
    expect(nonsense.statusCode).toBe(400);
  });
});

describe("changing a project", () => {
  it("changes what it is told and nothing else", async () => {
    const { id } = await newProject(api, { name: "Old", settings: { a: 1 } });
    api.clock.advance(1000);
    const body = { name: "New", status: "completed", thumbnail_url: `${MEDIA}/assets/user/t.jpg` };
    const { statusCode, project } = await api.call({ method: "PUT", path: `${path}/${id}`, body });
    expect(statusCode).toBe(200);
    expect(project).toMatchObject({
      ...body,
      settings: { a: 1 },
      last_edited_at: "2026-05-26T09:00:01.000Z",
    });
    expect((await api.projects.get(id))?.thumbnailUrl).toBe("/assets/user/t.jpg");
  });

  it("refuses a status while a render runs with 409, and `rendering` always with 400", async () => {
    const { id } = await newProject(api);
    await api.projects.update(id, { status: "rendering", renderId: "r" });
    const put = (body: unknown) => api.call({ method: "PUT", path: `${path}/${id}`, body });
    expect(await put({ status: "draft" })).toMatchObject({
      statusCode: 409,
      json: { error: "CONCURRENT_LIMIT", data: { renderId: "r" } },
    });
    expect((await put({ name: "Other" })).statusCode).toBe(200);
    expect((await put({ status: "rendering" })).statusCode).toBe(400);
    expect((await put({ templateId: "nobody" })).statusCode).toBe(400);
    expect((await put({ thumbnail_url: "javascript:alert(1)" })).statusCode).toBe(400);
  });

  it("honours If-Match", async () => {
    const { id } = await newProject(api);
    const put = (etag: string) =>
      api.call({ method: "PUT", path: `${path}/${id}`, headers: { "if-match": etag }, body: { name: "x" } });
    expect((await put('"1"')).statusCode).toBe(200);
    expect((await put("*")).statusCode).toBe(200);
    expect(await put('"2"')).toMatchObject({ statusCode: 412, json: { data: { version: 1 } } });
    expect((await put("nonsense")).statusCode).toBe(400);
  });

  it("duplicates composition, settings and template, not the chat, as a draft", async () => {
    const { id } = await newProject(api, { composition, settings: { a: 1 }, templateId: "sod", name: "One" });
    await api.projects.update(id, { status: "completed", renderPath: "/renders/x.mp4" });
    const duplicate = (body: unknown) => api.call({ method: "POST", path: `${path}/${id}/duplicate`, body });
    const { statusCode, project: copy } = await duplicate({ name: "Two" });
    expect(statusCode).toBe(201);
    expect(copy).toMatchObject({
      name: "Two",
      status: "draft",
      composition,
      settings: { a: 1 },
      template_id: "sod",
      render_url: null,
    });
    expect(copy.id).not.toBe(id);
    expect((await duplicate({})).project.name).toBe("One (copy)");
  });

  it("appends chat, up to 16 KB, of three roles", async () => {
    const { id } = await newProject(api);
    const post = (message: unknown) =>
      api.call({ method: "POST", path: `${path}/${id}/chat`, body: { message } });
    expect((await post({ role: "user", content: "ä".repeat(8192) })).statusCode).toBe(200);
    expect((await post({ role: "user", content: "ä".repeat(8193) })).statusCode).toBe(400);
    expect((await post({ role: "root", content: "x" })).statusCode).toBe(400);
    expect((await post(undefined)).statusCode).toBe(400);
  });

  it("starts a render with 202", async () => {
    const { id } = await newProject(api);
    const render = (body: unknown) => api.call({ method: "POST", path: `${path}/${id}/render`, body });
    const { statusCode, json } = await render({ resolution: "720p" });
    expect(statusCode).toBe(202);
    expect(json).toMatchObject({ success: true, data: { id, status: "rendering" } });
    expect(api.started).toMatchObject([{ projectId: id, resolution: "720p" }]);
    expect((await render({ resolution: "4k" })).statusCode).toBe(400);
  });

  it("deletes for good and stops what works on it", async () => {
    const { id } = await newProject(api);
    expect((await api.call({ method: "DELETE", path: `${path}/${id}` })).statusCode).toBe(200);
    expect(api.stopped).toEqual([id]);
    expect((await api.call({ path: `${path}/${id}` })).statusCode).toBe(404);
    expect((await api.call({ method: "DELETE", path: `${path}/${id}` })).statusCode).toBe(404);
  });
});
