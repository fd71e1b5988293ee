import { createKeyLookup, type KeyLookup } from "../../core/accounts/key-lookup.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { createOriginCheck, type OriginCheck } from "../runtime/origin-secret.ts";
import { wireStores } from "../runtime/wire-stores.ts";

/** What the routes of this function need. */
export interface AgentApiDeps extends Pick<AdmissionDeps, "projects" | "jobs" | "runs"> {
  readonly lookUp: KeyLookup;
  readonly logger: Logger;
  readonly checkOrigin: OriginCheck;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentApiDeps {
  const { originSecret } = readEnv(env, ["originSecret"]);
  const stores = wireStores(env);
  const readSecret = secretReader(stores.clock);
  return {
    ...stores,
    lookUp: createKeyLookup(stores),
    logger: createLogger("agent-api"),
    checkOrigin: createOriginCheck(() => readSecret(originSecret)),
  };
}
