import { createKeyLookup, type KeyLookup } from "../../core/accounts/key-lookup.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { createOriginCheck, type OriginCheck } from "../runtime/origin-secret.ts";
import { wireStores } from "../runtime/wire-stores.ts";

/** What the routes of this function need. */
export interface AgentStreamDeps extends AdmissionDeps {
  readonly lookUp: KeyLookup;
  readonly mediaHost: MediaHost;
  readonly logger: Logger;
  readonly checkOrigin: OriginCheck;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentStreamDeps {
  const settings = readEnv(env, [
    "mediaBaseUrlParameter",
    "agentRunMachine",
    "renderMachine",
    "originSecret",
  ]);
  const stores = wireStores(env);
  const readSecret = secretReader(stores.clock);
  return {
    ...stores,
    lookUp: createKeyLookup(stores),
    workflows: stepFunctionsWorkflows({ agentRun: settings.agentRunMachine, render: settings.renderMachine }),
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, stores.clock),
    logger: createLogger("agent-stream"),
    checkOrigin: createOriginCheck(() => readSecret(settings.originSecret)),
  };
}
