import { describe, expect, it } from "vitest";
import type { KeyLookup } from "../../../core/accounts/key-lookup.ts";
import { getRunRequest } from "../../../core/agent/run-request.ts";
import { resumeRoute } from "../../../functions/agent-stream/routes/resume.ts";
import { retrySceneRoute } from "../../../functions/agent-stream/routes/retry-scene.ts";
import { runAgentRoute } from "../../../functions/agent-stream/routes/run-agent.ts";
import { runEventsRoute } from "../../../functions/agent-stream/routes/run-events.ts";
import type { AgentStreamDeps } from "../../../functions/agent-stream/wiring.ts";
import type { JsonAnswer, Route, StreamAnswer } from "../../../functions/runtime/http-answer.ts";
import type { HttpRequest } from "../../../functions/runtime/http-request.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { type AgentWorld, agentWorld, requestBody } from "../../core/agent/agent-world.ts";
import { drive } from "../../core/agent/drive.ts";
import { plansFilm, type Script } from "../../core/agent/scripted-model.ts";
import { inMemoryEventLog } from "../../suites/in-memory/event-log.ts";

const KEY = "ma_00000000000000000000000000000001";
const OTHER_KEY = "ma_00000000000000000000000000000002";
const EMAIL = "a@example.com";

async function surface(script: Script) {
  const world = await agentWorld(script);
  const stranger = { ...world.account, userId: "user-2", email: "b@example.com" };
  const callers = new Map([
    [KEY, world.account],
    [OTHER_KEY, stranger],
  ]);
  const lookUp: KeyLookup = async (apiKey) => callers.get(apiKey);
  const deps: AgentStreamDeps = {
    ...world.deps,
    lookUp,
    logger: createLogger("test"),
  };
  return { world, deps };
}

function call(
  route: Route<StreamAnswer | JsonAnswer> | Route<StreamAnswer>,
  options: {
    body?: unknown;
    headers?: Record<string, string>;
    query?: Record<string, string>;
    id?: string;
  } = {},
) {
  const { body, headers = {}, query = {}, id = "" } = options;
  const request: HttpRequest = {
    method: route.method,
    path: route.path,
    params: { id },
    query,
    headers: { "api-key": KEY, ...headers },
    requestId: "request-1",
    deadlineEpochMs: Date.now() + 60_000,
    json: () => body,
  };
  return route.handle(request);
}

async function textOf(answer: StreamAnswer | JsonAnswer): Promise<string> {
  if (!("frames" in answer)) throw new Error(`no stream: ${JSON.stringify(answer)}`);
  let text = "";
  for await (const frame of answer.frames) text += frame;
  return text;
}

const idsIn = (text: string): number[] => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));

async function film(): Promise<{ world: AgentWorld; deps: AgentStreamDeps; runId: string; jobId: string }> {
  const { world, deps } = await surface(plansFilm([{}, { visualPrompt: "[refuse]" }]));
  const { runId } = await world.admit();
  await drive(world, runId);
  return { world, deps, runId, jobId: (await world.deps.runs.get(runId))?.jobId ?? "" };
}

describe("POST /api/agent", () => {
  const body = requestBody({ email: EMAIL, apiKey: KEY });

  it("opens a stream with the run's id, and streams every event to the last", async () => {
    const { world, deps } = await surface(() => ["Nothing to do."]);
    const answer = await call(runAgentRoute(deps), { body });
    const runId = answer.headers?.["x-run-id"] ?? "";
    await drive(world, runId);
    const text = await textOf(answer);
    expect(text).toMatch(new RegExp(`^: run ${runId}\n\n`));
    expect(text).toContain('event: done\ndata: {"success":true');
    expect(idsIn(text)).toEqual([1]);
  });

  it("shows our media by its public address, and keeps it by its path", async () => {
    const { world, deps } = await surface(() => ["Nothing to do."]);
    const remoteUrl = "https://media.example/assets/user-1/1.png";
    const composition = {
      ...requestBody().composition,
      assets: { a: { id: "a", type: "image", remoteUrl } },
    };
    const answer = await call(runAgentRoute(deps), { body: { ...body, composition, autoSave: false } });
    const runId = answer.headers?.["x-run-id"] ?? "";
    await drive(world, runId);
    expect(await textOf(answer)).toContain(remoteUrl);
    const stored = await getRunRequest(world.deps.runs, runId);
    expect(stored.composition.assets.a?.remoteUrl).toBe("/assets/user-1/1.png");
  });

  it("is read again by whoever repeats its Idempotency-Key, after the last id", async () => {
    const { world, deps } = await surface(() => ["Nothing to do."]);
    const route = runAgentRoute(deps);
    const first = await call(route, { body });
    await drive(world, first.headers?.["x-run-id"] ?? "");
    expect(route.spends).toBe(true);
    const replay: Route<StreamAnswer | JsonAnswer> = {
      ...route,
      handle: async (request) => route.replay?.(request, first.headers ?? {}) ?? Promise.reject(new Error()),
    };
    expect(idsIn(await textOf(await call(replay, { body })))).toEqual([1]);
    expect(world.executions.size).toBe(1);
    const stranger = { body: { ...body, email: "b@example.com" }, headers: { "api-key": OTHER_KEY } };
    await expect(call(replay, stranger)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it.each([
    ["no key", { "api-key": "" }, body, "UNAUTHORIZED", 401],
    ["no email", {}, { ...body, email: undefined }, "MISSING_PARAMETERS", 400],
    ["somebody else's email", {}, { ...body, email: "b@example.com" }, "FORBIDDEN", 403],
    ["no key in the body", {}, { ...body, apiKey: undefined }, "MISSING_PARAMETERS", 400],
    ["somebody else's key in the body", {}, { ...body, apiKey: OTHER_KEY }, "UNAUTHORIZED", 401],
    ["a key in the body that is nobody's", {}, { ...body, apiKey: "ma_x" }, "UNAUTHORIZED", 401],
  ])("refuses %s before a stream is opened", async (_, headers, given, code, httpStatus) => {
    const { deps } = await surface(() => []);
    await expect(call(runAgentRoute(deps), { body: given, headers })).rejects.toMatchObject({
      code,
      httpStatus,
    });
  });
});

describe("GET /api/agent/runs/:id/events", () => {
  it("goes on after the last id, and repeats nothing", async () => {
    const { deps, runId } = await film();
    const route = runEventsRoute(deps);
    const whole = idsIn(await textOf(await call(route, { id: runId })));
    expect(whole).toEqual(whole.map((_, index) => index + 1));
    const rest = await call(route, { id: runId, headers: { "last-event-id": "3" } });
    expect(idsIn(await textOf(rest))).toEqual(whole.slice(3));
  });

  it("tells a reader who has everything not to come back", async () => {
    const { deps, runId } = await film();
    const route = runEventsRoute(deps);
    const count = idsIn(await textOf(await call(route, { id: runId }))).length;
    const headers = { "last-event-id": `${count}` };
    expect(await call(route, { id: runId, headers })).toMatchObject({ status: 204 });
  });

  it.each(["9999", "-3", "run_000001", "3; 4", ""])(
    "gives everything to a reader whose last id is none of this run's: %j",
    async (lastId) => {
      const { deps, runId } = await film();
      const route = runEventsRoute(deps);
      const whole = await textOf(await call(route, { id: runId }));
      const headers = { "last-event-id": lastId };
      expect(await textOf(await call(route, { id: runId, headers }))).toBe(whole);
    },
  );

  it("says that the run has expired to a reader who begins at an event that has, though the last one has not", async () => {
    const { world, deps, runId } = await film();
    const events = await world.deps.log.read(runId, 0, 100);
    const log = inMemoryEventLog(world.clock);
    for (const { event, seq } of events) {
      if (seq >= events.length - 1) world.clock.advance(3_600_000);
      await log.append(runId, `${seq}`, event);
    }
    world.clock.advance(14 * 86_400_000 - 5_400_000);
    const route = runEventsRoute({ ...deps, log });
    const expired = { code: "RUN_NOT_FOUND", httpStatus: 404 };
    await expect(call(route, { id: runId })).rejects.toMatchObject(expired);
    const readOn = (lastId: number) => call(route, { id: runId, headers: { "last-event-id": `${lastId}` } });
    await expect(readOn(events.length - 2)).rejects.toMatchObject(expired);
    expect(idsIn(await textOf(await readOn(events.length - 1)))).toEqual([events.length]);
    await expect(readOn(events.length + 1)).rejects.toMatchObject(expired);
    expect(await readOn(events.length)).toMatchObject({ status: 204 });
  });

  it("gives a stream its end when the run died before it could tell of it", async () => {
    const { world, deps, runId } = await film();
    const events = (await world.deps.log.read(runId, 0, 100)).slice(0, -1);
    const cutOff = inMemoryEventLog(world.clock);
    for (const { event, seq } of events) await cutOff.append(runId, `${seq}`, event);
    world.clock.advance(60_000);
    const text = await textOf(await call(runEventsRoute({ ...deps, log: cutOff }), { id: runId }));
    expect(text).toContain("event: error");
    expect(idsIn(text)).toHaveLength(events.length + 1);
  });

  it("knows nothing of a run whose events have expired", async () => {
    const { world, deps, runId } = await film();
    world.clock.advance(60_000);
    const route = runEventsRoute({ ...deps, log: inMemoryEventLog(world.clock) });
    await expect(call(route, { id: runId })).rejects.toMatchObject({ httpStatus: 404 });
  });

  it("is for the run's owner alone", async () => {
    const { deps, runId } = await film();
    const route = runEventsRoute(deps);
    await expect(call(route, { id: runId, headers: { "api-key": OTHER_KEY } })).rejects.toMatchObject({
      httpStatus: 403,
    });
    await expect(call(route, { id: "run_x" })).rejects.toMatchObject({ httpStatus: 404 });
    await expect(call(route, { id: runId, query: { email: "b@example.com" } })).rejects.toMatchObject({
      httpStatus: 403,
    });
    await expect(call(route, { id: runId, headers: { "api-key": "x" } })).rejects.toMatchObject({
      httpStatus: 401,
    });
  });
});

describe("POST /api/agent/resume and /retry-scene", () => {
  it("start a run for a job that nobody works on, from its first event", async () => {
    const { world, deps, jobId } = await film();
    const body = { jobId, email: EMAIL, apiKey: KEY };
    const answer = await call(resumeRoute(deps), { body, headers: { "last-event-id": "7" } });
    await drive(world, answer.headers?.["x-run-id"] ?? "");
    expect(idsIn(await textOf(answer))[0]).toBe(1);
  });

  it("attach to the run at work, after the last id", async () => {
    const { world, deps, jobId } = await film();
    const body = { jobId, email: EMAIL, apiKey: KEY };
    const first = await call(resumeRoute(deps), { body });
    const second = await call(resumeRoute(deps), { body, headers: { "last-event-id": "2" } });
    expect(second.headers).toEqual(first.headers);
    await drive(world, first.headers?.["x-run-id"] ?? "");
    expect(idsIn(await textOf(second))[0]).toBe(3);
  });

  it("make one scene again", async () => {
    const { world, deps, jobId } = await film();
    const body = { jobId, sceneId: "scene-1", email: EMAIL, apiKey: KEY };
    const answer = await call(retrySceneRoute(deps), { body });
    await drive(world, answer.headers?.["x-run-id"] ?? "");
    const names = [...(await textOf(answer)).matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(names.filter((name) => name !== "checkpoint")).toEqual(["scene_start", "scene_complete", "done"]);
  });
});
