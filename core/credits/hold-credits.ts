import type { Hold } from "../ports/credit-store.ts";
import { type CreditDeps, changeHold } from "./change-credits.ts";
import { decideHold, type HoldRequest } from "./decide-hold.ts";
import { HoldClosedError } from "./errors.ts";

/**
 * Sets credits aside for work that starts now. The same `holdId` again gives the hold it made.
 *
 * @param request `holdId` is the natural key of what it pays for (`run:<runId>`, `scene:<jobId>:<sceneId>:<generation>`,
 *   `render:<renderId>`); `credits` whole, 1 or more; `ttlMs` how long until it is given back by itself
 * @throws {InsufficientCreditError} 402; nothing was held
 * @throws {HoldClosedError} that hold was settled or has expired
 * @throws {UnknownAccountError} @throws {TransientError}
 */
export async function holdCredits(
  deps: CreditDeps,
  request: HoldRequest & { userId: string },
): Promise<Hold> {
  const { userId, ...wanted } = request;
  return changeHold(deps, { userId, holdId: wanted.holdId }, (account, existing, now) => {
    if (existing !== undefined) {
      if (existing.state !== "open") throw new HoldClosedError(existing.holdId, existing.state);
      return { result: existing };
    }
    const change = decideHold(account, wanted, now);
    return { change, result: change.hold.after };
  });
}
