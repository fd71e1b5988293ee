import { inspectFile } from "../../../core/adapters/ingest/inspect-file.ts";
import { admitRun } from "../../../core/agent/admit-run.ts";
import type { AdmissionDeps, AgentDeps } from "../../../core/agent/agent-deps.ts";
import type { AttachmentDeps } from "../../../core/agent/attachments.ts";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import type { BusEvent } from "../../../core/contract/bus-events.ts";
import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";
import { topUp } from "../../../core/credits/add-credits.ts";
import type { Account } from "../../../core/ports/accounts.ts";
import type { Ingest } from "../../../core/ports/ingest.ts";
import type { TemplateStore } from "../../../core/ports/templates.ts";
import type { Workflows } from "../../../core/ports/workflows.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { inMemoryEventLog } from "../../suites/in-memory/event-log.ts";
import { inMemoryJobStore } from "../../suites/in-memory/job-store.ts";
import { inMemoryProjectStore } from "../../suites/in-memory/project-store.ts";
import { inMemoryRequestCounter } from "../../suites/in-memory/request-store.ts";
import { inMemoryRunStore } from "../../suites/in-memory/run-store.ts";
import { inMemoryTemplateStore } from "../../suites/in-memory/template-store.ts";
import { fakeIngest, fakeMakers } from "./fake-makers.ts";
import { type Script, scriptedModel } from "./scripted-model.ts";

export const PROJECT_ID = 1234;
const DAY_MS = 24 * 3_600_000;
export const START_CREDITS = 10_000;

/** Everything a run stands on, in memory, with one account and one project. */
export async function agentWorld(script: Script, options: { credits?: number; ingest?: Ingest } = {}) {
  const clock = testClock();
  const accounts = new Map<string, Account>();
  const account: Account = {
    userId: "user-1",
    email: "a@example.com",
    plan: "free",
    monthlyRemaining: 0,
    purchased: 0,
    held: 0,
    createdAtEpochMs: clock.now(),
  };
  accounts.set(account.userId, account);
  const credits = inMemoryCreditStore(accounts);
  const projects = inMemoryProjectStore();
  const startCredits = options.credits ?? START_CREDITS;
  if (startCredits > 0) {
    await topUp({ credits, clock }, { userId: account.userId, topUpId: "start", credits: startCredits });
  }
  const makers = fakeMakers();
  const model = scriptedModel(script);
  const published: BusEvent[] = [];
  const stored = inMemoryBlobStore(clock.now);
  const executions = new Map<string, "running" | "ended">();
  const workflows: Workflows = {
    async startAgentRun(runId) {
      if (!executions.has(runId)) executions.set(runId, "running");
    },
    startRender: () => Promise.reject(new Error("no renders here")),
    agentRunStatus: async (runId) => executions.get(runId) ?? "missing",
    renderStatus: async () => "missing",
    async stopAgentRun(runId) {
      if (executions.has(runId)) executions.set(runId, "ended");
    },
    stopRender: async () => undefined,
  };
  const deps: AgentDeps & AdmissionDeps & AttachmentDeps & { templates: TemplateStore } = {
    requests: inMemoryRequestCounter(),
    clock,
    ids: testIds(),
    credits,
    projects,
    runs: inMemoryRunStore({ credits, projects }),
    jobs: inMemoryJobStore(),
    templates: inMemoryTemplateStore(),
    log: inMemoryEventLog(clock),
    data: stored,
    bus: { publish: async (event) => void published.push(event) },
    workflows,
    inspectFile,
    model,
    mediaHost: { baseUrl: async () => "https://media.example" },
    ingest: options.ingest ?? fakeIngest,
    images: makers.images,
    videos: makers.videos,
    cancels: makers.cancels,
    speaker: makers.speaker,
  };
  const project = {
    projectId: PROJECT_ID,
    userId: account.userId,
    name: "Film",
    status: "draft" as const,
    templateId: null,
    settings: {},
    thumbnailUrl: null,
    version: 1,
    renderPath: null,
    renderProgress: null,
    renderError: null,
    createdAtEpochMs: clock.now(),
    lastEditedAtEpochMs: clock.now(),
    composition: emptyComposition(),
  };
  await deps.projects.create(project);

  return {
    deps,
    clock,
    account,
    model,
    makers,
    published,
    executions,
    stored,
    startCredits,
    /** POST /api/agent with what matters. */
    admit: (fields: Record<string, unknown> = {}) => admitRun(deps, account, requestBody(fields)),
    eventsOf: async (runId: string): Promise<AgentEvent[]> =>
      (await deps.log.read(runId, 0, 10_000)).map(({ event }) => event),
    async composition(): Promise<Composition> {
      const stored = await deps.projects.getWithComposition(PROJECT_ID);
      if (stored === undefined) throw new Error("the project is gone");
      return stored.composition;
    },
    async failuresToday(): Promise<number> {
      const startEpochMs = clock.now() - (clock.now() % DAY_MS);
      const window = { kind: "failures" as const, startEpochMs, endEpochMs: startEpochMs + DAY_MS, limit: 1 };
      return deps.requests.counted({ userId: account.userId, ...window });
    },
    async balance() {
      const { monthlyRemaining, purchased, held } = accounts.get(account.userId) ?? account;
      return { available: monthlyRemaining + purchased, held };
    },
  };
}
export type AgentWorld = Awaited<ReturnType<typeof agentWorld>>;

export const requestBody = (fields: Record<string, unknown> = {}) => ({
  message: "Explain how it works",
  composition: emptyComposition(),
  projectId: PROJECT_ID,
  apiKey: "ma_key",
  ...fields,
});

/** The payload of the run's `done`. */
export function doneOf(events: readonly AgentEvent[]) {
  const last = events.at(-1);
  if (last?.name !== "done") throw new Error(`the last event is ${JSON.stringify(last)}`);
  return last.payload;
}
