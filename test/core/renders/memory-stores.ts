import type { BusEvent } from "../../../core/contract/bus-events.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import type { FilmPlan } from "../../../core/contract/film-plan.ts";
import type { Account } from "../../../core/ports/accounts.ts";
import type { CreditStore, Hold, LedgerEntry } from "../../../core/ports/credit-store.ts";
import type { ProjectStore, ProjectWithComposition } from "../../../core/ports/projects.ts";
import {
  type FilmPlanStore,
  liveRenderStates,
  type Render,
  type RenderStore,
  type SegmentWork,
} from "../../../core/ports/renders.ts";

/** Balances, holds and the ledger of one account. */
export function memoryCredits(
  account: Account,
): CreditStore & { readonly entries: LedgerEntry[]; now(): Account } {
  let current = account;
  const holds = new Map<string, Hold>();
  const entries: LedgerEntry[] = [];
  return {
    entries,
    now: () => current,
    getAccount: async (userId) => (userId === current.userId ? current : undefined),
    getHold: async (_userId, holdId) => holds.get(holdId),
    getEntry: async (_userId, entryId) => entries.find((entry) => entry.entryId === entryId),
    async apply({ account: read, entries: added, hold, allowanceMonth }) {
      if (JSON.stringify(read) !== JSON.stringify(current)) return false;
      if (added.some(({ entryId }) => entries.some((entry) => entry.entryId === entryId))) return false;
      if (hold && (holds.get(hold.after.holdId)?.state ?? "absent") !== hold.expected) return false;
      for (const entry of added) {
        current = {
          ...current,
          monthlyRemaining: current.monthlyRemaining + entry.monthly,
          purchased: current.purchased + entry.purchased,
          held: current.held + entry.held,
        };
      }
      if (allowanceMonth !== undefined) current = { ...current, allowanceMonth };
      entries.push(...added);
      if (hold) holds.set(hold.after.holdId, hold.after);
      return true;
    },
    listOpenHolds: async () => [...holds.values()].filter(({ state }) => state === "open"),
    listExpiredHolds: async () => [],
    listEntries: async () => entries,
  };
}

/** One project. */
export function memoryProject(
  project: ProjectWithComposition,
): Pick<ProjectStore, "get" | "getWithComposition" | "update"> & { now(): ProjectWithComposition } {
  let current = project;
  const find = async (projectId: number) => (projectId === current.projectId ? current : undefined);
  return {
    now: () => current,
    get: find,
    getWithComposition: find,
    async update(projectId, fields, when = {}) {
      if (projectId !== current.projectId) return false;
      if (when.status && !when.status.includes(current.status)) return false;
      if (when.renderId !== undefined && when.renderId !== current.renderId) return false;
      current = { ...current, ...fields };
      return true;
    },
  };
}

export function memoryRenders(): RenderStore {
  const renders = new Map<string, Render>();
  const works = new Map<string, SegmentWork>();
  const updateLive = (renderId: string, fields: Partial<Render>): boolean => {
    const render = renders.get(renderId);
    if (!render || !liveRenderStates.includes(render.state)) return false;
    renders.set(renderId, { ...render, ...fields });
    return true;
  };
  const place = (renderId: string, index: number) => `${renderId}/${index}`;
  return {
    async create(render) {
      if (renders.has(render.renderId)) return false;
      renders.set(render.renderId, render);
      return true;
    },
    get: async (renderId) => renders.get(renderId),
    heartbeat: async (renderId, state, atEpochMs) =>
      updateLive(renderId, { state, heartbeatAtEpochMs: atEpochMs }),
    end: async (renderId, state, { atEpochMs, error }) =>
      updateLive(renderId, { state, endedAtEpochMs: atEpochMs, ...(error !== undefined && { error }) }),
    listSilent: async (epochMs, limit) =>
      [...renders.values()]
        .filter((render) => liveRenderStates.includes(render.state) && render.heartbeatAtEpochMs < epochMs)
        .slice(0, limit),
    async putSegment(work, expectedTries) {
      const key = place(work.renderId, work.index);
      if ((works.get(key)?.tries ?? 0) !== expectedTries) return false;
      works.set(key, work);
      return true;
    },
    getSegment: async (renderId, index) => works.get(place(renderId, index)),
    listSegments: async (renderId) => [...works.values()].filter((work) => work.renderId === renderId),
  };
}

export function memoryPlans(): FilmPlanStore {
  const compositions = new Map<string, Composition>();
  const plans = new Map<string, FilmPlan>();
  return {
    putComposition: async (renderId, composition) => void compositions.set(renderId, composition),
    getComposition: async (renderId) => compositions.get(renderId),
    putPlan: async (renderId, plan) => void plans.set(renderId, plan),
    getPlan: async (renderId) => plans.get(renderId),
  };
}

export function memoryBus(): { published: BusEvent[]; publish(event: BusEvent): Promise<void> } {
  const published: BusEvent[] = [];
  return { published, publish: async (event) => void published.push(event) };
}
