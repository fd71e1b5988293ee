import { describe, expect, it } from "vitest";
import { messageCatalog } from "../../../core/catalog/messages.ts";
import { planTerms } from "../../../core/catalog/plans.ts";
import { locales } from "../../../core/contract/locale.ts";
import { checkResumeRoute } from "../../../functions/agent-api/routes/check-resume.ts";
import { messageCatalogRoute } from "../../../functions/agent-api/routes/message-catalog.ts";
import { startUploadRoute } from "../../../functions/agent-api/routes/start-upload.ts";
import type { AgentApiDeps } from "../../../functions/agent-api/wiring.ts";
import type { HttpRequest } from "../../../functions/runtime/http-request.ts";
import { agentWorld, PROJECT_ID } from "../../core/agent/agent-world.ts";
import { drive } from "../../core/agent/drive.ts";
import { plansFilm } from "../../core/agent/scripted-model.ts";

const request = (fields: Partial<HttpRequest>): HttpRequest => ({
  method: "GET",
  path: "/",
  params: {},
  query: {},
  headers: { "api-key": "k" },
  requestId: "request-1",
  deadlineEpochMs: Date.now() + 1000,
  json: () => undefined,
  ...fields,
});

const asTexts = (record: object) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));

async function surface() {
  const world = await agentWorld(plansFilm([{}, { visualPrompt: "[refuse]" }, {}]));
  const deps: AgentApiDeps = {
    ...world.deps,
    lookUp: async () => world.account,
    forms: {
      sign: async (at, limits) => ({ url: "https://data.example", fields: { key: at, ...asTexts(limits) } }),
    },
  };
  return { world, deps, route: checkResumeRoute(deps) };
}

describe("GET /api/agent/check-resume", () => {
  const query = { projectId: String(PROJECT_ID), email: "a@example.com" };

  it("has nothing for a project without a job", async () => {
    const { route } = await surface();
    expect(await route.handle(request({ query }))).toMatchObject({
      status: 200,
      body: { success: true, data: null },
    });
  });

  it("tells of scenes that are missing, and whether a run is at work on them", async () => {
    const { world, route } = await surface();
    const { runId } = await world.admit();
    const seen: unknown[] = [];
    const { append } = world.deps.log;
    world.deps.log.append = async (run, name, event) => {
      if (event.name === "plan_ready") {
        seen.push((await route.handle(request({ query }))).body);
      }
      return append(run, name, event);
    };
    await drive(world, runId);
    const data = { jobId: expect.stringMatching(/^job_/), totalScenes: 3 };
    expect(seen.at(-1)).toEqual({ success: true, data: { ...data, remainingScenes: 3, running: true } });
    expect((await route.handle(request({ query }))).body).toEqual({
      success: true,
      data: { ...data, remainingScenes: 1 },
    });
  });

  it.each([
    ["1e3", 400],
    ["-1", 400],
    ["abc", 400],
    ["99999999999999999999", 400],
    ["77", 404],
  ])("answers projectId %s with %i", async (projectId, httpStatus) => {
    const { route } = await surface();
    await expect(route.handle(request({ query: { ...query, projectId } }))).rejects.toMatchObject({
      httpStatus,
    });
  });

  it("needs an email", async () => {
    const { route } = await surface();
    await expect(route.handle(request({ query: { projectId: "1" } }))).rejects.toMatchObject({
      httpStatus: 400,
      code: "MISSING_PARAMETERS",
    });
  });
});

describe("GET /api/i18n/:locale", () => {
  it.each(locales)("answers every message in %s, for anybody to keep for a while", async (locale) => {
    const answer = await messageCatalogRoute.handle(request({ params: { locale }, headers: {} }));
    expect(answer.body).toEqual({ success: true, data: messageCatalog(locale) });
    expect(answer.headers).toMatchObject({ "cache-control": "public, max-age=300" });
  });

  it("says which languages there are", async () => {
    await expect(messageCatalogRoute.handle(request({ params: { locale: "xx" } }))).rejects.toMatchObject({
      code: "LOCALE_NOT_FOUND",
      httpStatus: 404,
      message: "There are messages in en, ko, es.",
    });
  });
});

describe("POST /api/uploads", () => {
  const json = () => ({ email: "a@example.com" });

  it("answers a form for one file under the account, good for 15 minutes", async () => {
    const { world, deps } = await surface();
    const answer = await startUploadRoute(deps).handle(request({ json }));
    const uploadId = expect.stringMatching(/^upload_\w+$/);
    expect(answer).toMatchObject({
      status: 201,
      body: {
        success: true,
        data: {
          uploadId,
          url: "https://data.example",
          fields: {
            key: expect.stringMatching(/^uploads\/user-1\/upload_\w+$/),
            maxSizeInBytes: String(100 * 1024 * 1024),
            expiresInSeconds: "900",
          },
          maxSizeInBytes: 100 * 1024 * 1024,
          expiresAt: new Date(world.clock.now() + 900_000).toISOString(),
        },
      },
    });
  });

  it("gives as many a day as the plan says, and more the day after", async () => {
    const { world, deps } = await surface();
    const route = startUploadRoute(deps);
    const { uploadsPerDay } = planTerms[world.account.plan];
    const all = await Promise.allSettled(
      Array.from({ length: uploadsPerDay + 3 }, () => route.handle(request({ json }))),
    );
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(uploadsPerDay);
    const refused = all.find(({ status }) => status === "rejected");
    expect(refused).toMatchObject({ reason: { httpStatus: 429, code: "DAILY_LIMIT" } });
    world.clock.advance(24 * 3_600_000);
    expect(await route.handle(request({ json }))).toMatchObject({ status: 201 });
  });

  it("gives a repeat of the same request the same upload, counted once", async () => {
    const { world, deps } = await surface();
    const route = startUploadRoute(deps);
    expect(route.spends).toBe(true);
    const { uploadsPerDay } = planTerms[world.account.plan];
    for (let time = 0; time <= uploadsPerDay; time++) {
      expect(await route.handle(request({ json, workId: "keyed_1" }))).toMatchObject({
        body: { data: { uploadId: "upload_keyed_1" } },
      });
    }
  });

  it("needs an email", async () => {
    const { deps } = await surface();
    await expect(startUploadRoute(deps).handle(request({}))).rejects.toMatchObject({
      httpStatus: 400,
      code: "MISSING_PARAMETERS",
    });
  });
});
