import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { inspectFile } from "../../core/adapters/ingest/inspect-file.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import type { AttachmentDeps } from "../../core/agent/attachments.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";
import type { Logger } from "../runtime/logger.ts";
import { type WiredFace, wireFace } from "../runtime/wire-face.ts";

/** What the routes of this function need. */
export interface AgentStreamDeps extends AdmissionDeps, AttachmentDeps {
  readonly lookUp: KeyLookup;
  readonly mediaHost: MediaHost;
  readonly logger: Logger;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentStreamDeps & WiredFace {
  const settings = readEnv(env, ["mediaBaseUrlParameter", "agentRunMachine", "renderMachine", "eventBus"]);
  const face = wireFace(env, "agent-stream");
  return {
    ...face,
    inspectFile,
    bus: eventBridgeBus(settings.eventBus),
    workflows: stepFunctionsWorkflows({ agentRun: settings.agentRunMachine, render: settings.renderMachine }),
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, face.clock),
  };
}
