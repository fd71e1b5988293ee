import type { CreditStore } from "../../../core/ports/credit-store.ts";
import type { ProjectStore } from "../../../core/ports/projects.ts";
import {
  type JournalledTool,
  type JournalledTurn,
  liveRunStates,
  type Run,
  type RunLock,
  type RunStore,
} from "../../../core/ports/runs.ts";

/** @param shared what an admission looks at and changes as well */
export function inMemoryRunStore(shared: {
  readonly credits: CreditStore;
  readonly projects?: ProjectStore;
}): RunStore {
  const runs = new Map<string, Run>();
  const requests = new Map<string, unknown>();
  const locks = new Map<string, RunLock>();
  const turns = new Map<string, JournalledTurn[]>();
  const tools = new Map<string, JournalledTool[]>();
  const isLive = (run: Run | undefined): run is Run => run !== undefined && liveRunStates.includes(run.state);
  const copy = <Value>(value: Value): Value => structuredClone(value);

  return {
    async admit(run, leaseUntilEpochMs, hold) {
      const { userId, runId, projectId, createdAtEpochMs } = run;
      const project = await shared.projects?.get(projectId);
      const lock = locks.get(userId);
      if (lock !== undefined) {
        return lock.runId === runId ? { outcome: "admitted" } : { outcome: "locked", lock: copy(lock) };
      }
      if (project?.status === "rendering") return { outcome: "rendering" };
      if (runs.has(runId)) return { outcome: "stale" };
      runs.set(runId, copy(run));
      locks.set(userId, { userId, runId, projectId, takenAtEpochMs: createdAtEpochMs, leaseUntilEpochMs });
      if (hold === undefined || (await shared.credits.apply(hold))) return { outcome: "admitted" };
      runs.delete(runId);
      locks.delete(userId);
      return { outcome: "stale" };
    },
    get: async (runId) => copy(runs.get(runId)),
    async putRequest({ runId }, request) {
      requests.set(runId, JSON.parse(JSON.stringify(request)));
    },
    getRequest: async (runId) => copy(requests.get(runId)),
    getLock: async (userId) => copy(locks.get(userId)),
    async renewLease(userId, runId, leaseUntilEpochMs) {
      const lock = locks.get(userId);
      if (lock?.runId !== runId) return false;
      locks.set(userId, { ...lock, leaseUntilEpochMs });
      return true;
    },
    async update(runId, fields) {
      const run = runs.get(runId);
      if (!isLive(run)) return false;
      runs.set(runId, { ...run, ...fields });
      return true;
    },
    async close(runId, state, atEpochMs) {
      const run = runs.get(runId);
      if (run === undefined || ![...liveRunStates, state].includes(run.state)) return false;
      runs.set(runId, { endedAtEpochMs: atEpochMs, ...run, state });
      return true;
    },
    async unlock(userId, runId) {
      if (locks.get(userId)?.runId === runId) locks.delete(userId);
    },
    async setModelCredits(runId, modelCredits) {
      const run = runs.get(runId);
      if (run !== undefined) runs.set(runId, { ...run, modelCredits });
    },
    listLocks: async (limit) =>
      [...locks.values()].toSorted((a, b) => a.leaseUntilEpochMs - b.leaseUntilEpochMs).slice(0, limit),
    async putTurn(runId, turn) {
      const kept = turns.get(runId) ?? [];
      const first = kept.find((candidate) => candidate.turn === turn.turn);
      if (first !== undefined) return copy(first);
      turns.set(runId, [...kept, copy(turn)]);
      return turn;
    },
    async putTool(runId, tool, expected) {
      const kept = tools.get(runId) ?? [];
      const isSame = (other: JournalledTool) =>
        other.turn === tool.turn && other.toolUseId === tool.toolUseId;
      if ((kept.find(isSame)?.state ?? "absent") !== expected) return false;
      tools.set(runId, [...kept.filter((other) => !isSame(other)), copy(tool)]);
      return true;
    },
    journal: async (runId) => ({
      turns: copy(turns.get(runId) ?? []).toSorted((a, b) => a.turn - b.turn),
      tools: copy(tools.get(runId) ?? []),
    }),
  };
}
