import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { KeyLookup } from "../../../core/accounts/key-lookup.ts";
import { editJobRoute } from "../../../functions/agent-api/routes/edit-job.ts";
import { showJobRoute } from "../../../functions/agent-api/routes/show-job.ts";
import { projectSurface } from "../../../functions/runtime/http-answer.ts";
import { jsonFunction } from "../../../functions/runtime/http-function.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { agentWorld, doneOf } from "../../core/agent/agent-world.ts";
import { drive } from "../../core/agent/drive.ts";
import { plansFilm } from "../../core/agent/scripted-model.ts";
import { lambdaContext, lambdaEvent, type TestRequest } from "../lambda-event.ts";

const KEY = "ma_00000000000000000000000000000001";
const EMAIL = "a@example.com";

/** The job routes as API Gateway calls them, over a plan that waits to be reviewed. */
async function surface() {
  const world = await agentWorld(plansFilm([{}, {}]));
  const { runId } = await world.admit({ reviewPlan: true });
  await drive(world, runId);
  const jobId = doneOf(await world.eventsOf(runId)).data.resumeJobId ?? "";
  const lookUp: KeyLookup = async (apiKey) => (apiKey === KEY ? world.account : undefined);
  const deps = { ...world.deps, lookUp, forms: { sign: () => Promise.reject(new Error("no uploads")) } };
  const handler = jsonFunction({
    surface: projectSurface,
    logger: createLogger("test"),
    checkOrigin: async () => undefined,
    protection: "none",
    routes: [showJobRoute(deps), editJobRoute(deps)],
  });
  return {
    jobId,
    async call(request: Omit<TestRequest, "path">) {
      const headers = { "api-key": KEY, ...request.headers };
      const event = lambdaEvent({ ...request, headers, path: `/api/agent/jobs/${jobId}` });
      const { statusCode, headers: answered, body } = await handler(event, lambdaContext());
      return { status: statusCode, etag: answered.etag, body: answer.parse(JSON.parse(body)) };
    },
  };
}

const answer = z.looseObject({ success: z.boolean(), data: z.record(z.string(), z.unknown()) });
const query = { email: EMAIL };

describe("GET /api/agent/jobs/:jobId", () => {
  it("answers the plan, scene by scene, under the ETag of its version", async () => {
    const { jobId, call } = await surface();
    const { status, etag, body } = await call({ query });
    expect({ status, etag }).toEqual({ status: 200, etag: '"1"' });
    expect(body).toMatchObject({
      success: true,
      data: { jobId, state: "review", version: 1, totalScenes: 2, remainingScenes: 2, remainingCredits: 18 },
    });
    expect(body.data.scenes).toMatchObject([
      { sceneId: "scene-1", sceneIndex: 0, state: "pending", credits: 9 },
      { sceneId: "scene-2", sceneIndex: 1 },
    ]);
  });

  it("is for whoever has the key and the email", async () => {
    const { call } = await surface();
    expect(await call({ query, headers: { "api-key": "ma_x" } })).toMatchObject({ status: 401 });
    expect(await call({})).toMatchObject({ status: 400, body: { error: "MISSING_PARAMETERS" } });
    expect(await call({ query: { email: "b@example.com" } })).toMatchObject({ status: 403 });
  });
});

describe("PATCH /api/agent/jobs/:jobId", () => {
  const patch = { method: "PATCH", headers: { "if-match": '"1"' } };

  it("changes the plan, and answers it under its next version", async () => {
    const { call } = await surface();
    const scenes = [{ sceneId: "scene-2", narration: "Other words." }];
    const { status, etag, body } = await call({ ...patch, body: { email: EMAIL, scenes } });
    expect({ status, etag }).toEqual({ status: 200, etag: '"2"' });
    expect(body.data.scenes).toMatchObject([{}, { narration: "Other words." }]);
    expect((await call({ query })).body.data).toEqual(body.data);
    expect(await call({ ...patch, body: { email: EMAIL, scenes } })).toMatchObject({
      status: 412,
      body: { error: "VERSION_MISMATCH", data: { version: 2 } },
    });
  });

  it("names every bad field", async () => {
    const { call } = await surface();
    const scenes = [{ sceneId: "scene-1", visualKind: "painting", remoteUrl: "ftp://example.com" }];
    const refused = await call({ ...patch, body: { email: EMAIL, scenes, order: "no list" } });
    expect(refused).toMatchObject({ status: 400, body: { error: "INVALID_PARAMETERS" } });
    const fields = z.array(z.object({ path: z.string() })).parse(refused.body.data.fields);
    expect(fields.map(({ path }) => path)).toEqual(["scenes.0.visualKind", "scenes.0.remoteUrl", "order"]);
  });

  it("takes another account's key in the body for nobody's", async () => {
    const { call } = await surface();
    expect(await call({ ...patch, body: { email: EMAIL, apiKey: "ma_x" } })).toMatchObject({ status: 401 });
  });

  it("has no other methods", async () => {
    const { call } = await surface();
    expect(await call({ method: "PUT", query })).toMatchObject({
      status: 405,
      body: { data: { allow: ["GET", "PATCH"] } },
    });
  });
});
