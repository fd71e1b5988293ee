import * as z from "zod";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { reapStuckRuns } from "../../core/agent/reap-run.ts";
import { renewMonthly } from "../../core/credits/renew-monthly.ts";
import { expireHolds } from "../../core/credits/settle-holds.ts";
import type { AccountStore } from "../../core/ports/accounts.ts";
import type { ReapDeps } from "../../core/renders/deps.ts";
import { reapRenders } from "../../core/renders/reap-renders.ts";
import { sweepDeliveries } from "../../core/webhooks/sweep-deliveries.ts";
import type { OrderDeps } from "../../core/webhooks/webhook-deps.ts";
import type { Logger } from "../runtime/logger.ts";

/** What upkeep needs; wiring.ts makes it. */
export interface UpkeepDeps
  extends AdmissionDeps,
    Omit<ReapDeps, "projects" | "workflows" | "credits" | "clock">,
    Omit<OrderDeps, "clock"> {
  readonly accounts: AccountStore;
  readonly logger: Logger;
}

const upkeepTask = z.object({
  task: z.enum(["expire-holds", "reap-runs", "reap-renders", "renew-monthly", "sweep-webhooks"]),
});

/**
 * One tick of one task, sent by EventBridge Scheduler. A tick may come twice or not at all: each task does whatever is
 * due, in portions, and the next tick goes on.
 *
 * @throws {z.ZodError} there is no such task
 */
export async function perform(deps: UpkeepDeps, event: unknown): Promise<Record<string, unknown>> {
  const { task } = upkeepTask.parse(event);
  const done = await tasks[task](deps);
  deps.logger.info("upkeep", { task, ...done });
  return { task, ...done };
}

const tasks = {
  "expire-holds": async (deps: UpkeepDeps) => ({ ...(await expireHolds(deps)) }),
  "reap-runs": async (deps: UpkeepDeps) => ({ reaped: await reapStuckRuns(deps) }),
  "reap-renders": async (deps: UpkeepDeps) => ({ reaped: (await reapRenders(deps)).length }),
  "renew-monthly": async (deps: UpkeepDeps) => ({ renewed: await renewMonthly(deps) }),
  "sweep-webhooks": async (deps: UpkeepDeps) => ({ ordered: await sweepDeliveries(deps) }),
};
