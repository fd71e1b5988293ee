import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { inspectFile } from "../../core/adapters/ingest/inspect-file.ts";
import { s3UploadForms } from "../../core/adapters/s3/upload-forms.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import type { QuoteDeps } from "../../core/agent/quote/quote-run.ts";
import type { ShowJobDeps } from "../../core/agent/show-job.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { UploadForms } from "../../core/ports/upload-forms.ts";
import { type WiredFace, wireFace } from "../runtime/wire-face.ts";

/** What the routes of this function need. */
export interface AgentApiDeps extends ShowJobDeps, QuoteDeps, Pick<AdmissionDeps, "requests" | "ids"> {
  readonly lookUp: KeyLookup;
  readonly forms: UploadForms;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentApiDeps & WiredFace {
  const { dataBucket, mediaBaseUrlParameter } = readEnv(env, ["dataBucket", "mediaBaseUrlParameter"]);
  const face = wireFace(env, "agent-api");
  return {
    ...face,
    inspectFile,
    forms: s3UploadForms(dataBucket),
    mediaHost: ssmMediaHost(mediaBaseUrlParameter, face.clock),
  };
}
