import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { s3UploadForms } from "../../core/adapters/s3/upload-forms.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { UploadForms } from "../../core/ports/upload-forms.ts";
import { type WiredFace, wireFace } from "../runtime/wire-face.ts";

/** What the routes of this function need. */
export interface AgentApiDeps
  extends Pick<AdmissionDeps, "projects" | "jobs" | "runs" | "requests" | "clock" | "ids"> {
  readonly lookUp: KeyLookup;
  readonly forms: UploadForms;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentApiDeps & WiredFace {
  const { dataBucket } = readEnv(env, ["dataBucket"]);
  return { ...wireFace(env, "agent-api"), forms: s3UploadForms(dataBucket) };
}
