import { describe, expect, it } from "vitest";
import * as z from "zod";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { reapRun } from "../../../core/agent/reap-run.ts";
import { messageCatalog } from "../../../core/catalog/messages.ts";
import { compositionProblems } from "../../../core/compositions/validate.ts";
import type { AgentEvent, AgentEventName } from "../../../core/contract/agent-events.ts";
import { composition as compositionSchema } from "../../../core/contract/composition.ts";
import { locales } from "../../../core/contract/locale.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { storyProblems } from "./run-story.ts";
import { plansFilm, type Script } from "./scripted-model.ts";

const composition = compositionSchema.refine((value) => compositionProblems(value).length === 0);
const sceneId = z.string().regex(/^scene-\d+$/);
const jobId = z.string().regex(/^job_/);
const count = z.number().int().min(0);
const tool = { toolUseId: z.string().min(1), toolName: z.string().min(1) };
const text = z.string().min(1);

/** The table of events as the docs have it, and ours: `code` of errors, `diff` and `creditsUsed` of the end. */
const documented: Readonly<Record<AgentEventName, z.ZodType>> = {
  tool_start: z.strictObject(tool),
  tool_end: z.union([
    z.strictObject({ ...tool, success: z.literal(true) }),
    z.strictObject({ ...tool, success: z.literal(false), error: text }),
  ]),
  plan_ready: z.strictObject({ jobId, totalScenes: count.min(1), estimatedMinutes: count.min(1) }),
  scene_start: z.strictObject({ sceneId, sceneIndex: count }),
  scene_complete: z.strictObject({ sceneId, voiceError: text.optional() }),
  scene_failed: z.strictObject({ sceneId, error: text }),
  checkpoint: z.strictObject({ composition }),
  insufficient_credit: z.strictObject({
    completedScenes: count,
    totalScenes: count.min(1),
    remainingCredit: count,
    estPerScene: count.min(1),
  }),
  template_warning: z.strictObject({
    severity: z.enum(["info", "warning", "error"]),
    field: text,
    message: text,
  }),
  done: z.strictObject({
    success: z.boolean(),
    data: z.strictObject({
      message: text,
      messageKey: text,
      messageParams: z.record(z.string(), z.union([z.string(), z.number()])),
      composition,
      toolResults: z.array(
        z.union([
          z.strictObject({ ...tool, success: z.literal(true), result: text }),
          z.strictObject({ ...tool, success: z.literal(false), error: text }),
        ]),
      ),
      projectId: z.literal(PROJECT_ID),
      resumeJobId: jobId.optional(),
      remainingScenes: count.optional(),
      totalScenes: count.optional(),
      diff: z.array(z.looseObject({ op: text, path: z.string() })),
      creditsUsed: count,
    }),
  }),
  error: z.strictObject({ error: text, code: text }),
};

/** Runs it, and checks each event against its row. */
async function run(world: AgentWorld, fields: Record<string, unknown> = {}) {
  const { runId } = await world.admit(fields);
  await drive(world, runId);
  return { runId, events: await checked(world, runId) };
}

async function checked(world: AgentWorld, runId: string): Promise<AgentEvent[]> {
  const events = await world.eventsOf(runId);
  const kind = (await world.deps.runs.get(runId))?.kind;
  expect(storyProblems(events, kind)).toEqual([]);
  for (const { name, payload } of events) {
    const { error } = documented[name].safeParse(payload);
    expect([name, error?.message]).toEqual([name, undefined]);
  }
  return events;
}

const namesOf = (events: readonly AgentEvent[]) => events.map(({ name }) => name);

const mixed = plansFilm([
  {},
  { visualPrompt: "[refuse]" },
  { narration: "[mute] words" },
  { visualKind: "video" },
]);
const edits: Script = (_, turn) =>
  turn > 1
    ? ["Done."]
    : [
        { tool: "add_item", input: { type: "text", text: "Summer Sale", durationSeconds: 3 } },
        { tool: "update_item", input: { itemId: "nobody", changes: { text: "x" } } },
      ];

describe("the events of the docs", () => {
  it("come, each of the eleven, with the documented payload and nothing else", async () => {
    const seen = new Set<AgentEventName>();
    const keep = ({ events }: { events: readonly AgentEvent[] }) => {
      for (const { name } of events) seen.add(name);
    };
    keep(await run(await agentWorld(mixed), { templateId: "gone" }));
    keep(await run(await agentWorld(plansFilm([{}, {}, {}]), { credits: 60 + 10 })));
    keep(await run(await agentWorld(edits)));
    keep(await run(await agentWorld(() => new Error("the model is gone"))));
    expect([...seen].toSorted()).toEqual(Object.keys(documented).toSorted());
  });

  it("tell a film in order: warnings, the plan's tool, the plan, scenes and checkpoints, one end", async () => {
    const { events } = await run(await agentWorld(mixed), { templateId: "gone" });
    const names = namesOf(events);
    expect(names.slice(0, 4)).toEqual(["template_warning", "tool_start", "plan_ready", "tool_end"]);
    expect(new Set(names.slice(4, -1))).toEqual(
      new Set(["scene_start", "scene_complete", "scene_failed", "checkpoint"]),
    );
    expect(events.filter(({ name }) => name === "scene_start").map(({ payload }) => payload)).toEqual(
      expect.arrayContaining(
        [0, 1, 2, 3].map((sceneIndex) => ({ sceneId: `scene-${sceneIndex + 1}`, sceneIndex })),
      ),
    );
    const { data } = doneOf(events);
    expect(data).toMatchObject({
      resumeJobId: expect.stringMatching(/^job_/),
      remainingScenes: 1,
      totalScenes: 4,
      toolResults: [{ toolName: "plan_long_video", success: true }],
    });
  });

  it("start no scene after credits ran out", async () => {
    const { events } = await run(await agentWorld(plansFilm([{}, {}, {}, {}, {}]), { credits: 60 + 20 }));
    const names = namesOf(events);
    expect(names.filter((name) => name === "insufficient_credit")).toHaveLength(1);
    expect(names.filter((name) => name === "scene_start")).toHaveLength(2);
    expect(doneOf(events)).toMatchObject({ success: false, data: { remainingScenes: 3, totalScenes: 5 } });
  });

  it("of a retry are the scene's and the end; those of a resume speak of its own scenes alone", async () => {
    const world = await agentWorld(mixed);
    const first = await run(world);
    const body = { jobId: doneOf(first.events).data.resumeJobId, apiKey: "k" };
    world.clock.advance(60_000);
    const { run: retry } = await admitRetryScene(world.deps, world.account, { ...body, sceneId: "scene-2" });
    await drive(world, retry.runId);
    expect(namesOf(await checked(world, retry.runId))).toEqual(["scene_start", "scene_failed", "done"]);
    const { run: resumed } = await admitResume(world.deps, world.account, body);
    await drive(world, resumed.runId);
    expect(namesOf(await checked(world, resumed.runId))).toEqual([
      "plan_ready",
      "scene_start",
      "scene_failed",
      "done",
    ]);
  });

  it("end with messages that a client can say again in every language", async () => {
    const worlds = [
      await agentWorld(mixed),
      await agentWorld(plansFilm([{}])),
      await agentWorld(plansFilm([{}, {}]), { credits: 60 + 10 }),
      await agentWorld(edits),
      await agentWorld(() => ["Nothing to do."]),
    ];
    const keys = new Set<string>();
    for (const world of worlds) {
      const { messageKey = "", messageParams = {} } = doneOf((await run(world)).events).data;
      keys.add(messageKey);
      for (const locale of locales) {
        const template =
          Object.entries(messageCatalog(locale)).find(([key]) => key === messageKey)?.[1] ?? "{}";
        const said = template.replaceAll(
          /\{(\w+)\}/g,
          (braces, name: string) => `${messageParams[name] ?? braces}`,
        );
        expect(said).not.toMatch(/[{}]/);
      }
    }
    expect(keys.size).toBe(worlds.length);
  });

  it("say which scenes a run that was reaped left, each started before it failed", async () => {
    const world = await agentWorld(plansFilm([{}, {}, {}]));
    const { runId, userId } = await world.admit();
    const lock = await world.deps.runs.getLock(userId);
    const { append } = world.deps.log;
    let isReaped = false;
    // The first scene's step wrote that it runs, and died before it said so.
    world.deps.log.append = async (id, key, event) => {
      if (event.name === "scene_start" && !isReaped && lock !== undefined) {
        isReaped = true;
        await reapRun(world.deps, lock);
      }
      return append(id, key, event);
    };
    await drive(world, runId);
    const events = await checked(world, runId);
    const failed = events.flatMap((event) => (event.name === "scene_failed" ? [event.payload.sceneId] : []));
    expect(failed.length).toBeGreaterThanOrEqual(1);
    for (const sceneId of failed) {
      const told = events.filter((event) => "sceneId" in event.payload && event.payload.sceneId === sceneId);
      expect(namesOf(told)).toEqual(["scene_start", "scene_failed"]);
    }
    expect(namesOf(events).at(-1)).toBe("error");
  });
});
