import { describe, expect, it, vi } from "vitest";
import { topUp } from "../../../core/credits/add-credits.ts";
import { holdCredits } from "../../../core/credits/hold-credits.ts";
import { acceptEvent } from "../../../core/webhooks/accept-event.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { perform, type UpkeepDeps } from "../../../functions/upkeep/perform.ts";
import { type AccountMap, inMemoryAccountStore } from "../../suites/in-memory/account-store.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { testClock, testIds } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { inMemoryEventLog } from "../../suites/in-memory/event-log.ts";
import { inMemoryJobStore } from "../../suites/in-memory/job-store.ts";
import { inMemoryProjectStore } from "../../suites/in-memory/project-store.ts";
import { inMemoryRenderStore } from "../../suites/in-memory/render-store.ts";
import { inMemoryRequestCounter } from "../../suites/in-memory/request-store.ts";
import { inMemoryRunStore } from "../../suites/in-memory/run-store.ts";
import { inMemoryWebhookStore } from "../../suites/in-memory/webhook-store.ts";

function upkeep() {
  const accounts: AccountMap = new Map();
  const clock = testClock();
  const logger = createLogger("test");
  vi.spyOn(logger, "info").mockReturnValue();
  const orders: string[] = [];
  const credits = inMemoryCreditStore(accounts);
  const deps: UpkeepDeps = {
    clock,
    ids: testIds(),
    logger,
    data: inMemoryBlobStore(),
    accounts: inMemoryAccountStore(accounts),
    credits,
    projects: inMemoryProjectStore(),
    runs: inMemoryRunStore({ credits }),
    jobs: inMemoryJobStore(),
    renders: inMemoryRenderStore(),
    requests: inMemoryRequestCounter(),
    log: inMemoryEventLog(clock),
    webhooks: inMemoryWebhookStore(),
    queue: { order: async (deliveryIds) => void orders.push(...deliveryIds) },
    bus: { publish: async () => undefined },
    events: { publish: async () => undefined },
    workflows: {
      startAgentRun: async () => undefined,
      startRender: async () => undefined,
      agentRunStatus: async () => "missing",
      renderStatus: async () => "missing",
      stopAgentRun: async () => undefined,
      stopRender: async () => undefined,
    },
  };
  return { deps, clock, orders };
}

describe("upkeep", () => {
  it("expires holds and renews allowances, and a tick that comes twice does nothing more", async () => {
    const { deps, clock } = upkeep();
    const { userId } = await deps.accounts.create({
      userId: "user",
      email: "a@example.com",
      plan: "starter",
      monthlyRemaining: 0,
      purchased: 0,
      held: 0,
      createdAtEpochMs: 0,
    });
    expect(await perform(deps, { task: "renew-monthly" })).toEqual({ task: "renew-monthly", renewed: 1 });
    expect(await perform(deps, { task: "renew-monthly" })).toMatchObject({ renewed: 0 });
    await topUp(deps, { userId, topUpId: "t", credits: 10 });
    await holdCredits(deps, { userId, holdId: "h", credits: 3905, ttlMs: 1000 });
    clock.advance(1001);
    expect(await perform(deps, { task: "expire-holds" })).toMatchObject({ expired: 1 });
    expect(await perform(deps, { task: "expire-holds" })).toMatchObject({ expired: 0 });
    expect(await deps.accounts.get(userId)).toMatchObject({
      monthlyRemaining: 3900,
      purchased: 10,
      held: 0,
    });
  });

  it("reaps a run whose holder is dead, and frees its user", async () => {
    const { deps, clock } = upkeep();
    const run = {
      runId: "run_1",
      userId: "user",
      projectId: 1,
      kind: "edit",
      state: "admitted",
      locale: "en",
      autoSave: true,
      abortRequested: false,
      createdAtEpochMs: clock.now(),
    } as const;
    await deps.accounts.create({
      userId: "user",
      email: "a@example.com",
      plan: "free",
      monthlyRemaining: 0,
      purchased: 0,
      held: 0,
      createdAtEpochMs: 0,
    });
    await deps.runs.admit(run, clock.now() + 1000);
    expect(await perform(deps, { task: "reap-runs" })).toMatchObject({ reaped: 0 });
    clock.advance(60_000);
    expect(await perform(deps, { task: "reap-runs" })).toMatchObject({ reaped: 1 });
    expect(await deps.runs.getLock("user")).toBeUndefined();
    expect((await deps.log.latest("run_1", "error"))?.event.payload).toMatchObject({
      code: "ZOMBIE_TIMEOUT",
    });
    expect(await perform(deps, { task: "reap-runs" })).toMatchObject({ reaped: 0 });
  });

  it("orders the webhooks that are due, once", async () => {
    const { deps, orders, clock } = upkeep();
    const event = {
      name: "job.completed",
      detail: { id: "e", userId: "user", projectId: 1, jobId: "job", totalScenes: 3 },
    } as const;
    await deps.webhooks.setEndpoint("user", "https://hooks.example.com/", 0);
    const deliveryIds = await acceptEvent(deps, event, clock.now());
    expect(await perform(deps, { task: "sweep-webhooks" })).toMatchObject({ ordered: 0 });
    clock.advance(60_000);
    expect(await perform(deps, { task: "sweep-webhooks" })).toMatchObject({ ordered: 1 });
    expect(await perform(deps, { task: "sweep-webhooks" })).toMatchObject({ ordered: 0 });
    expect(orders).toEqual(deliveryIds);
  });

  it("has nothing to reap among renders when there are none", async () => {
    expect(await perform(upkeep().deps, { task: "reap-renders" })).toMatchObject({ reaped: 0 });
  });

  it.each([{ task: "dance" }, {}, undefined, "expire-holds"])("refuses %j loudly", async (event) => {
    await expect(perform(upkeep().deps, event)).rejects.toThrow();
  });
});
