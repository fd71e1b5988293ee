import { waitSecondsBefore } from "../contract/steps.ts";
import type { SceneMedia } from "../ports/jobs.ts";

/** Times that a vendor's work is started before its failure is the scene's. */
export const MAX_VENDOR_TRIES = 3;

/** Looks at one vendor's work, retries included: with the waits of `waitSecondsBefore` about 19 minutes. */
export const MAX_LOOKS = 60;

export interface WaitingLook {
  readonly state: "waiting";
  readonly waitSeconds: number;
  /** Number of the look that comes. */
  readonly attempt: number;
}

/** What a look found: work that goes on, or what came of it. */
export type Look = WaitingLook | { readonly state: "ready"; readonly visual: SceneMedia };

/** Look number `attempt` comes next, after a wait that grows with it. */
export const nextLook = (attempt: number): WaitingLook => ({
  state: "waiting",
  waitSeconds: waitSecondsBefore(attempt),
  attempt,
});
