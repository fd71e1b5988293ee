import type { ChaosCloud } from "./chaos-cloud.ts";
import type { Participant } from "./participant.ts";
import type { RunPlan } from "./plan.ts";
import type { WatchedRun } from "./watch-run.ts";

/** A film that was asked for. */
export interface ToldFilm {
  readonly jobId: string;
  /** In its message and in all its prompts. */
  readonly mark: string;
  readonly autoSave: boolean;
  readonly scenes: number;
  /** Numbers of those that show an attached picture, from 1. */
  readonly own: ReadonlySet<number>;
}

/** A text that an edit was told to add. */
export interface ToldEdit {
  readonly mark: string;
  readonly texts: readonly string[];
  readonly pictures: number;
}

export type ToldRun = WatchedRun & { readonly edit?: ToldEdit };

/** What happened to one seed's account, as its client knows it. */
export interface Story {
  readonly plan: RunPlan;
  readonly cloud: ChaosCloud;
  readonly participant: Participant;
  readonly projectId: number;
  /** Begins every mark of this seed. */
  readonly mark: string;
  readonly runs: ToldRun[];
  readonly films: Map<string, ToldFilm>;
  /** Items that were added by hand, and whose saving was confirmed. */
  readonly handmade: string[];
  /** Texts in the `matching` of every fault that was ordered. */
  readonly matchings: Set<string>;
  /** What is not as it should be. */
  readonly complaints: string[];
  isDeleted: boolean;
  /** Runs that an incident started, still being read. */
  readonly aside: Promise<void>[];
  /** Faults, troubles and incidents so far: each may make at most one thing twice. */
  disturbances: number;
  /** Those that may end a step of a scene before it is written down. What only comes twice or late may not repeat any. */
  crashes: number;
}

export const sceneMark = (mark: string, scene: number): string => `${mark}-${scene}`;
