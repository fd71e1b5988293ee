import { expect, it } from "vitest";
import { planTerms } from "../../../core/catalog/plans.ts";
import { keepJobs } from "../../../core/jobs/keep-jobs.ts";
import type { Job } from "../../../core/ports/jobs.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { inMemoryJobStore } from "../../suites/in-memory/job-store.ts";

it("forgets the oldest job beyond the plan's number, and the composition that it extended", async () => {
  const { keptJobs } = planTerms.free;
  const deps = {
    jobs: inMemoryJobStore(),
    data: inMemoryBlobStore(),
    // An account that nobody knows has the smallest plan.
    credits: { getAccount: async () => undefined },
  };
  for (let index = 0; index <= keptJobs; index += 1) {
    const job: Job = {
      jobId: `job-${index}`,
      userId: "u",
      projectId: 1,
      runId: `run-${index}`,
      state: "complete",
      title: "Eclipses",
      locale: "en",
      voiceId: "Joanna",
      totalScenes: 0,
      autoSave: false,
      baseKey: `jobs/job-${index}/base.json`,
      startFrame: 0,
      width: 1920,
      height: 1080,
      createdAtEpochMs: index,
    };
    await deps.data.put(job.baseKey, "{}");
    await deps.jobs.create(job, []);
  }
  for (let times = 0; times < 2; times += 1) {
    await keepJobs(deps, "u");
    expect(await deps.jobs.get("job-0")).toBeUndefined();
    expect(await deps.data.get("jobs/job-0/base.json")).toBeUndefined();
    expect(await deps.jobs.get("job-1")).toBeDefined();
    expect(await deps.data.get("jobs/job-1/base.json")).toBeDefined();
  }
});
