import { waitSecondsBefore } from "../contract/steps.ts";

/** Times that a vendor's work is started before its failure is the scene's. */
export const MAX_VENDOR_TRIES = 3;

/** Looks at one vendor's work, retries included: with the waits of `waitSecondsBefore` about 19 minutes. */
export const MAX_LOOKS = 60;

export interface Look {
  readonly state: "waiting" | "ready";
  readonly waitSeconds: number;
  /** Number of the look that comes. */
  readonly attempt: number;
}

export const readyLook: Look = { state: "ready", waitSeconds: 0, attempt: 0 };

/** Look number `attempt` comes next, after a wait that grows with it. */
export const nextLook = (attempt: number): Look => ({
  state: "waiting",
  waitSeconds: waitSecondsBefore(attempt),
  attempt,
});
