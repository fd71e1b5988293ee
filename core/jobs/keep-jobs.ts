import { planTerms } from "../catalog/plans.ts";
import type { JobDeps } from "./job-deps.ts";

/**
 * Forgets an account's oldest jobs beyond what its plan keeps. Only jobs that have ended go: what is at work stays, however
 * old. A film that was made stays in its project; what goes is that its scenes can be resumed or made again. Again, it
 * changes nothing.
 */
export async function keepJobs(
  deps: Pick<JobDeps, "jobs" | "data"> & { readonly credits: Pick<JobDeps["credits"], "getAccount"> },
  userId: string,
): Promise<void> {
  const account = await deps.credits.getAccount(userId);
  const { keptJobs } = planTerms[account?.plan ?? "free"];
  for (const { baseKey, autoSave } of await deps.jobs.forgetOldest(userId, keptJobs)) {
    if (!autoSave) await deps.data.delete(baseKey);
  }
}
