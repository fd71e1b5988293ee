import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { type WiredFace, wireFace } from "../runtime/wire-face.ts";

/** What the routes of this function need. */
export interface AgentApiDeps extends Pick<AdmissionDeps, "projects" | "jobs" | "runs"> {
  readonly lookUp: KeyLookup;
}

/** @throws {MissingEnvError} */
export const wire = (env: NodeJS.ProcessEnv): WiredFace => wireFace(env, "agent-api");
