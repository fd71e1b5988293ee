import type { Locale } from "../contract/locale.ts";
import type { ChatTurn } from "./chat-model.ts";
import type { CreditChange } from "./credit-store.ts";
import type { VendorJob } from "./media-makers.ts";

/** What a run was admitted for; `edit` may turn into a long video when the model plans one. */
export type RunKind = "edit" | "resume" | "retry-scene";

/** admitted → running → done | failed | aborted | reaped; the last four are final. */
export type RunState = "admitted" | "running" | "done" | "failed" | "aborted" | "reaped";

export const liveRunStates: readonly RunState[] = ["admitted", "running"];

/** One execution of the agent. Its request and its journal are kept apart, because they are large. */
export interface Run {
  readonly runId: string;
  readonly userId: string;
  readonly projectId: number;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly locale: Locale;
  /** False: nothing is written to the project, the result is in `done` alone. */
  readonly autoSave: boolean;
  /** The caller will want a film of it: scenes are drawn as soon as they are assembled. */
  readonly rendersFilm?: boolean;
  /** A film that it plans is not made before somebody has looked at the plan. */
  readonly reviewsPlan?: boolean;
  readonly templateId?: string;
  /** How many scenes the caller wants when a long video is planned. */
  readonly sceneCount?: number;
  /** The job that a resume or retry is about, or that the model planned. */
  readonly jobId?: string;
  /** The one scene of a retry. */
  readonly sceneId?: string;
  readonly abortRequested: boolean;
  readonly createdAtEpochMs: number;
  readonly endedAtEpochMs?: number;
  /** Whole credits held for the model, if it was to be asked. */
  readonly modelEstimateCredits?: number;
  /** Whole credits captured for the model, once the run has ended. */
  readonly modelCredits?: number;
}

/** What keeps a user from starting a second run. It is alive as long as its holder renews it. */
export interface RunLock {
  readonly userId: string;
  readonly runId: string;
  readonly projectId: number;
  readonly takenAtEpochMs: number;
  readonly leaseUntilEpochMs: number;
}

/** What became of an admission. Unless the run is `admitted`, nothing was written. */
export type Admission =
  | { readonly outcome: "admitted" }
  /** Another run of the user holds the lock. */
  | { readonly outcome: "locked"; readonly lock: RunLock }
  /** The project is being rendered. */
  | { readonly outcome: "rendering" }
  /** What the hold was decided on has moved, or the run was there before: to be read again and decided again. */
  | { readonly outcome: "stale" };

/** One model turn, written once: a repeated step reads it instead of asking the model again. */
export interface JournalledTurn {
  readonly turn: number;
  readonly content: ChatTurn["content"];
  readonly stopReason: ChatTurn["stopReason"];
  readonly usage: ChatTurn["usage"];
}

/** One tool call of one turn. `operations` are those of core/compositions, as JSON. */
export interface JournalledTool {
  readonly turn: number;
  readonly toolUseId: string;
  readonly toolName: string;
  /** `starting`: about to spend money at a vendor; `waiting`: a vendor works on it; `done`: it has a result. */
  readonly state: "starting" | "waiting" | "done";
  /** Times that the vendor's work was started. */
  readonly tries: number;
  readonly vendorJob?: VendorJob;
  readonly operations: readonly unknown[];
  readonly success: boolean;
  /** What the model is told. */
  readonly resultText: string;
  /** What the user is told when it failed. */
  readonly error?: string;
  /** Whole credits held for it, charged when it succeeds. */
  readonly heldCredits: number;
  /** Place among the calls that are done, from 1: the order in which operations apply. 0 until it is done. */
  readonly order: number;
}

export interface RunJournal {
  /** Ascending. */
  readonly turns: readonly JournalledTurn[];
  /** In no particular order. */
  readonly tools: readonly JournalledTool[];
}

/** Runs, the lock per user, and the journal of each run. Every method is one conditional write or one read. */
export interface RunStore {
  /**
   * Writes the run, takes its user's lock and holds its credits while nothing renders its project: all of it or nothing.
   * `admitted` also when this very run holds the lock already.
   * @param hold what the run holds from its start. @default nothing
   */
  admit(run: Run, leaseUntilEpochMs: number, hold?: CreditChange): Promise<Admission>;
  get(runId: string): Promise<Run | undefined>;
  /** Keeps what a run was asked, as JSON; instead of what was kept before. */
  putRequest(run: Pick<Run, "runId" | "createdAtEpochMs">, request: unknown): Promise<void>;
  /** @returns undefined when none was put */
  getRequest(runId: string): Promise<unknown>;
  /** Consistent. */
  getLock(userId: string): Promise<RunLock | undefined>;
  /** @returns false when the run no longer holds the lock */
  renewLease(userId: string, runId: string, leaseUntilEpochMs: number): Promise<boolean>;
  /** @returns false when the run has ended */
  update(runId: string, fields: Partial<Pick<Run, "state" | "jobId" | "abortRequested">>): Promise<boolean>;
  /**
   * Writes how the run ended; the first ending is kept. The lock stays: it is given back once everything that follows
   * from the end is done, so that a crash in between is found by whoever finds the lock.
   * @returns whether the run has that ending now
   */
  close(runId: string, state: "done" | "failed" | "aborted" | "reaped", atEpochMs: number): Promise<boolean>;
  /** Gives the lock back, if this run holds it. */
  unlock(userId: string, runId: string): Promise<void>;
  setModelCredits(runId: string, credits: number): Promise<void>;
  /** Every lock, oldest lease first. */
  listLocks(limit: number): Promise<RunLock[]>;
  /** The first one written is kept. @returns the one that is kept */
  putTurn(runId: string, turn: JournalledTurn): Promise<JournalledTurn>;
  /**
   * @param expected the state that the stored call must have
   * @returns false when it has another; nothing was written
   */
  putTool(runId: string, tool: JournalledTool, expected: "absent" | "starting" | "waiting"): Promise<boolean>;
  /** Consistent. */
  journal(runId: string): Promise<RunJournal>;
}
