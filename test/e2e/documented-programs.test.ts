import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { bootProduct, forget, newAccount, newStateFolder, type Product } from "./booted-product.ts";
import { type Caller, hasPython, runProgram } from "./run-program.ts";

const MINUTE = 60_000;
const path = "/api/video-project";
const hasRequests = await hasPython("requests");

/** The documented answers, with the types of their values. */
const empty = {
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [],
  items: {},
  assets: {},
};
const isoTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const record = (email: string, changes: Record<string, unknown> = {}) => ({
  success: true,
  data: expect.objectContaining({
    id: expect.any(Number),
    name: "Sunset Beach Promo",
    email,
    composition: empty,
    status: "draft",
    thumbnail_url: null,
    template_id: "review-owl",
    last_edited_at: isoTime,
    settings: {},
    chat_history: [],
    ...changes,
  }),
});
const refusal = (error: string) => ({
  success: false,
  error,
  message: expect.stringMatching(/\w/),
  data: expect.any(Object),
});

describe("the documented programs of the Project API", () => {
  const stateFolder = newStateFolder();
  let product: Product;
  let caller: Caller;
  let id: number;

  const send = async (method: string, where: string, body?: unknown, as: Caller = caller) => {
    const url = new URL(where, as.baseUrl);
    if (body === undefined) url.searchParams.set("email", as.email);
    const response = await fetch(url, {
      method,
      headers: { "api-key": as.apiKey, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify({ email: as.email, ...(body as object) }) }),
    });
    return { status: response.status, json: await response.json() };
  };
  const newProject = async (body: Record<string, unknown> = {}): Promise<number> =>
    z.object({ data: z.object({ id: z.number() }) }).parse((await send("POST", path, body)).json).data.id;
  const get = (projectId = id) => send("GET", `${path}/${projectId}`);

  beforeAll(async () => {
    product = await bootProduct(stateFolder);
    const { cloud, account } = product;
    caller = { baseUrl: cloud.baseUrl, apiKey: account.apiKey, email: account.email };
    id = await newProject({ name: "Sunset Beach Promo", templateId: "review-owl" });
  }, 3 * MINUTE);
  afterAll(async () => {
    await product?.cloud.stop();
    forget(stateFolder);
  });

  it("create a project (JavaScript)", async () => {
    const [made, status] = (await runProgram("create-project.mjs", caller)).split(" ");
    expect(status).toBe("draft");
    expect((await get(Number(made))).json).toEqual(record(caller.email));
  });

  it.skipIf(!hasRequests)("create a project (Python)", async () => {
    const [made, status] = (await runProgram("create_project.py", caller)).split(" ");
    expect(status).toBe("draft");
    expect((await get(Number(made))).json).toEqual(record(caller.email));
  });

  it("list the projects of an account (curl)", async () => {
    const { data, meta } = JSON.parse(await runProgram("list-projects.sh", caller));
    expect(data.length).toBe(meta.pagination.total);
    expect(meta.pagination).toMatchObject({ page: 1, pageSize: 20, pageCount: 1 });
    for (const summary of data) {
      expect(summary).toMatchObject({
        id: expect.any(Number),
        name: "Sunset Beach Promo",
        status: "draft",
        thumbnail_url: null,
        last_edited_at: isoTime,
      });
      expect(summary).not.toHaveProperty("composition");
      expect(summary).not.toHaveProperty("chat_history");
    }
  });

  it.skipIf(!hasRequests)("fetch one, and replace its composition (Python)", async () => {
    expect(await runProgram("fetch_project.py", caller, { id })).toBe("0 tracks");
    const shown = await runProgram("patch_composition.py", caller, { id, shows: "new_composition" });
    const composition = JSON.parse(shown);
    expect(composition.assets["asset-1"].remoteUrl).toContain("clip.mp4");
    expect((await get()).json).toEqual(record(caller.email, { composition, version: 2 }));
    expect(await runProgram("fetch_project.py", caller, { id })).toBe("1 tracks");
  });

  it("update, duplicate and chat (JavaScript), and delete (curl)", async () => {
    const old = await newProject({
      name: "Sunset Beach Promo",
      templateId: "review-owl",
      settings: { a: 1 },
    });
    await runProgram("update-project.mjs", caller, { id: old });
    await runProgram("append-chat.mjs", caller, { id: old });
    expect((await get(old)).json).toEqual(
      record(caller.email, {
        name: "Sunset Beach Promo — final cut",
        status: "completed",
        settings: { a: 1 },
        chat_total: 1,
        chat_history: [
          expect.objectContaining({
            role: "system",
            content: "Imported 12 clips from Dropbox folder /sunset-shoot",
          }),
        ],
      }),
    );
    const clone = JSON.parse(await runProgram("duplicate-project.mjs", caller, { id: old, shows: "clone" }));
    expect(clone.id).not.toBe(old);
    expect((await get(clone.id)).json).toEqual(
      record(caller.email, { name: "Sunset Beach Promo (variant B)", settings: { a: 1 } }),
    );
    expect(JSON.parse(await runProgram("delete-project.sh", caller, { id: old }))).toMatchObject({
      success: true,
    });
    expect(await get(old)).toEqual({ status: 404, json: refusal("PROJECT_NOT_FOUND") });
  });

  it.skipIf(!hasRequests)("begin what the agent goes on with (Python)", async () => {
    const project = JSON.parse(await runProgram("end_to_end.py", caller, { shows: "project" }));
    expect(project).toMatchObject({ name: "Tech Review", template_id: "sod", status: "draft" });
  });

  it("are refused as the table of errors says", async () => {
    const nobody = { ...caller, apiKey: `ma_${"0".repeat(32)}` };
    expect(await send("GET", `${path}/${id}`, undefined, nobody)).toEqual({
      status: 401,
      json: refusal("UNAUTHORIZED"),
    });
    const noEmail = await send("PUT", `${path}/${id}`, { email: undefined, name: "x" });
    expect(noEmail).toEqual({ status: 400, json: refusal("EMAIL_REQUIRED") });
    const stranger = await newAccount(product, "stranger@example.com", 10);
    const asStranger = (method: string, where: string, body?: unknown) =>
      send(method, `${path}/${id}${where}`, body, { ...caller, ...stranger });
    for (const answer of [await asStranger("GET", ""), await asStranger("POST", "/render", {})]) {
      expect(answer).toEqual({ status: 403, json: refusal("FORBIDDEN") });
    }
    expect(await get(1)).toEqual({ status: 404, json: refusal("PROJECT_NOT_FOUND") });
    const tooMuch = await send("POST", path, { name: "x".repeat(10_000_000) });
    expect(tooMuch).toMatchObject({ status: 413, json: refusal("PAYLOAD_TOO_LARGE") });
  });

  it.skipIf(!hasRequests)(
    "render and poll (Python): one at a time, to a stable URL with ranges",
    { timeout: 3 * MINUTE },
    async () => {
      const solid = { id: "blue", type: "solid", color: "#1144cc", from: 0, durationInFrames: 30 };
      const composition = {
        ...empty,
        ...{ compositionWidth: 320, compositionHeight: 180 },
        tracks: [{ id: "t", items: ["blue"] }],
        items: { blue: solid },
      };
      const film = await newProject({ name: "Blue", composition });
      const nothing = await newProject();
      expect(await send("POST", `${path}/${nothing}/render`, {})).toMatchObject({ status: 400 });
      expect((await send("POST", `${path}/${film}/render`, {})).status).toBe(202);
      expect((await get(film)).json.data).toMatchObject({ status: "rendering" });
      const again = await send("POST", `${path}/${film}/render`, {});
      expect(again).toEqual({ status: 409, json: refusal("CONCURRENT_LIMIT") });

      const url = await runProgram("render_project.py", caller, { id: film });
      expect((await get(film)).json.data).toMatchObject({
        status: "completed",
        render_url: url,
        render_progress: 1,
        render_error: null,
      });
      const part = await fetch(url, { headers: { range: "bytes=4-7" } });
      expect([part.status, await part.text()]).toEqual([206, "ftyp"]);

      const edit = { operation: "merge", data: { composition: { fps: 25 } } };
      expect((await send("PATCH", `${path}/${film}/composition`, edit)).json.data).toMatchObject({
        status: "draft",
        render_url: url,
      });
      expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
      expect((await send("DELETE", `${path}/${film}`)).status).toBe(200);
      expect((await fetch(url, { method: "HEAD" })).status).toBe(200);
    },
  );
});
