import type { JobDeps } from "../../core/jobs/job-deps.ts";
import { wireJobs } from "../runtime/wire-jobs.ts";

/** @throws {MissingEnvError} */
export const wire = (env: NodeJS.ProcessEnv): JobDeps => wireJobs(env);
