import { describe, expect, it } from "vitest";
import { emptyComposition } from "../../core/contract/composition.ts";
import { decideHold } from "../../core/credits/decide-hold.ts";
import type { Account } from "../../core/ports/accounts.ts";
import type { CreditStore } from "../../core/ports/credit-store.ts";
import type { ProjectStore } from "../../core/ports/projects.ts";
import type { JournalledTool, Run, RunStore } from "../../core/ports/runs.ts";

/** A run store, and what its admissions look at and change as well. */
export interface RunStoreFixture {
  readonly store: RunStore;
  readonly credits: CreditStore;
  readonly projects: ProjectStore;
  addAccount(account: Account): Promise<void>;
}

/** The claims that every RunStore must satisfy. */
export function runStoreSuite(name: string, makeFixture: () => Promise<RunStoreFixture>): void {
  let count = 0;
  const runOf = (userId: string): Run => ({
    runId: `run-${name}-${++count}`,
    userId,
    projectId: 7,
    kind: "edit",
    state: "admitted",
    locale: "en",
    autoSave: true,
    abortRequested: false,
    createdAtEpochMs: 1000,
  });
  const start = async () => {
    const { store } = await makeFixture();
    const userId = `user-${name}-${++count}`;
    return { store, userId, run: runOf(userId) };
  };
  /** An account of 100 credits, and a hold of 60 of them for its run. */
  const startWithCredits = async () => {
    const fixture = await makeFixture();
    const userId = `user-${name}-${++count}`;
    const run = runOf(userId);
    const account: Account = {
      userId,
      email: `${userId}@example.com`,
      plan: "free",
      monthlyRemaining: 0,
      purchased: 100,
      held: 0,
      createdAtEpochMs: 0,
    };
    await fixture.addAccount(account);
    const hold = decideHold(account, { holdId: `run:${run.runId}`, credits: 60, ttlMs: 1000 }, 1000);
    const balance = async () => {
      const stored = await fixture.credits.getAccount(userId);
      return { purchased: stored?.purchased, held: stored?.held };
    };
    return { ...fixture, userId, run, hold, balance };
  };
  const tool: JournalledTool = {
    turn: 1,
    toolUseId: "toolu_1",
    toolName: "add_item",
    state: "starting",
    tries: 0,
    operations: [],
    success: false,
    resultText: "",
    heldCredits: 0,
    order: 0,
  };
  const usage = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4 };

  describe(`runs (${name})`, () => {
    it.each([10, 500_000])(
      "keep what they were asked, %i characters long, as it was put last",
      async (length) => {
        const { store, run } = await start();
        expect(await store.getRequest(run.runId)).toBeUndefined();
        // Random, so that it cannot be made small.
        const message = Buffer.from(crypto.getRandomValues(new Uint8Array(65_536)))
          .toString("hex")
          .repeat(4);
        const request = { message: message.slice(0, length), composition: { fps: 30, "": [null, "ㅎ"] } };
        await store.putRequest(run, { message: "first" });
        await store.putRequest(run, request);
        expect(await store.getRequest(run.runId)).toEqual(request);
        // It is no part of the journal.
        expect(await store.journal(run.runId)).toEqual({ turns: [], tools: [] });
      },
    );

    it("are admitted one at a time per user, and say which one is in the way", async () => {
      const { store, userId, run } = await start();
      expect(await store.admit(run, 5000)).toEqual({ outcome: "admitted" });
      expect(await store.admit(runOf(userId), 6000)).toEqual({
        outcome: "locked",
        lock: {
          userId,
          runId: run.runId,
          projectId: 7,
          takenAtEpochMs: 1000,
          leaseUntilEpochMs: 5000,
        },
      });
    });

    it("let one of many win that come at once, and write no other", async () => {
      const { store, userId } = await start();
      const runs = Array.from({ length: 10 }, () => runOf(userId));
      const admissions = await Promise.all(runs.map((run) => store.admit(run, 5000)));
      expect(admissions.filter(({ outcome }) => outcome === "admitted")).toHaveLength(1);
      const written = await Promise.all(runs.map(({ runId }) => store.get(runId)));
      expect(written.filter((run) => run !== undefined)).toHaveLength(1);
    });

    it("are admitted once when the same one comes again", async () => {
      const { store, run } = await start();
      await store.admit(run, 5000);
      expect(await store.admit(run, 5000)).toEqual({ outcome: "admitted" });
      expect(await store.get(run.runId)).toEqual(run);
    });

    it("hold their credits with the lock, once", async () => {
      const { store, run, hold, balance } = await startWithCredits();
      expect(await store.admit(run, 5000, hold)).toEqual({ outcome: "admitted" });
      expect(await store.admit(run, 5000, hold)).toEqual({ outcome: "admitted" });
      expect(await balance()).toEqual({ purchased: 40, held: 60 });
    });

    it("write nothing when the account has moved on", async () => {
      const { store, userId, run, hold, balance } = await startWithCredits();
      const stale = { ...hold, account: { ...hold.account, purchased: 99 } };
      expect(await store.admit(run, 5000, stale)).toEqual({ outcome: "stale" });
      expect(await store.get(run.runId)).toBeUndefined();
      expect(await store.getLock(userId)).toBeUndefined();
      expect(await balance()).toEqual({ purchased: 100, held: 0 });
    });

    it("hold nothing when another run is in the way", async () => {
      const { store, userId, run, hold, balance } = await startWithCredits();
      await store.admit(runOf(userId), 5000);
      expect(await store.admit(run, 5000, hold)).toMatchObject({ outcome: "locked" });
      expect(await balance()).toEqual({ purchased: 100, held: 0 });
    });

    it("are not admitted while their project is rendered", async () => {
      const { store, projects, userId, run, hold, balance } = await startWithCredits();
      const projectId = 1_000_000 + count;
      await projects.create({
        projectId,
        userId,
        name: "Film",
        status: "draft",
        templateId: null,
        settings: {},
        thumbnailUrl: null,
        version: 1,
        renderPath: null,
        renderProgress: null,
        renderError: null,
        createdAtEpochMs: 0,
        lastEditedAtEpochMs: 0,
        composition: emptyComposition(),
      });
      await projects.update(projectId, { status: "rendering" });
      const ofProject = { ...run, projectId };
      expect(await store.admit(ofProject, 5000, hold)).toEqual({ outcome: "rendering" });
      expect(await store.getLock(userId)).toBeUndefined();
      expect(await balance()).toEqual({ purchased: 100, held: 0 });
      await projects.update(projectId, { status: "completed" });
      expect(await store.admit(ofProject, 5000, hold)).toEqual({ outcome: "admitted" });
    });

    it("keep their lock until it is given back, and only its holder gives it back", async () => {
      const { store, userId, run } = await start();
      await store.admit(run, 5000);
      await store.close(run.runId, "done", 2000);
      await store.unlock(userId, "run-of-somebody");
      expect(await store.getLock(userId)).toMatchObject({ runId: run.runId });
      await store.unlock(userId, run.runId);
      await store.unlock(userId, run.runId);
      expect(await store.getLock(userId)).toBeUndefined();
    });

    it("renew their lease as long as they hold the lock", async () => {
      const { store, userId, run } = await start();
      await store.admit(run, 5000);
      expect(await store.renewLease(userId, run.runId, 9000)).toBe(true);
      expect(await store.getLock(userId)).toMatchObject({ leaseUntilEpochMs: 9000 });
      expect(await store.listLocks(100)).toContainEqual(expect.objectContaining({ runId: run.runId }));
      await store.unlock(userId, run.runId);
      expect(await store.renewLease(userId, run.runId, 9500)).toBe(false);
    });

    it("keep their first ending", async () => {
      const { store, run } = await start();
      await store.admit(run, 5000);
      expect(await store.update(run.runId, { state: "running", jobId: "job-1" })).toBe(true);
      expect(await store.close(run.runId, "reaped", 2000)).toBe(true);
      expect(await store.close(run.runId, "reaped", 3000)).toBe(true);
      expect(await store.close(run.runId, "done", 3000)).toBe(false);
      expect(await store.update(run.runId, { state: "running" })).toBe(false);
      expect(await store.get(run.runId)).toEqual({
        ...run,
        state: "reaped",
        jobId: "job-1",
        endedAtEpochMs: 2000,
      });
    });

    it("keep the first version of a turn, whatever is in it", async () => {
      const { store, run } = await start();
      const content = [
        { type: "text" as const, text: "" },
        {
          type: "tool_use" as const,
          toolUseId: "toolu_1",
          toolName: "add_item",
          input: { a: "", b: [1e21, null, { c: "ㅎ" }] },
        },
      ];
      const turn = { turn: 2, content, stopReason: "tool_use" as const, usage };
      expect(await store.putTurn(run.runId, turn)).toEqual(turn);
      expect(await store.putTurn(run.runId, { ...turn, content: [] })).toEqual(turn);
      const first = { ...turn, turn: 1, content: [] };
      await store.putTurn(run.runId, first);
      expect((await store.journal(run.runId)).turns).toEqual([first, turn]);
    });

    it("let a tool call go on from the state it is in only", async () => {
      const { store, run } = await start();
      expect(await store.putTool(run.runId, tool, "absent")).toBe(true);
      expect(await store.putTool(run.runId, tool, "absent")).toBe(false);
      const waiting: JournalledTool = {
        ...tool,
        state: "waiting",
        tries: 1,
        vendorJob: { vendorJobId: "v-1", model: "m" },
      };
      expect(await store.putTool(run.runId, waiting, "waiting")).toBe(false);
      expect(await store.putTool(run.runId, waiting, "starting")).toBe(true);
      const done: JournalledTool = { ...waiting, state: "done", success: true, order: 1 };
      expect(await store.putTool(run.runId, done, "waiting")).toBe(true);
      expect(await store.putTool(run.runId, waiting, "waiting")).toBe(false);
      expect((await store.journal(run.runId)).tools).toEqual([done]);
    });
  });
}
