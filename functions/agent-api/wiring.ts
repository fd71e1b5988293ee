import { createKeyLookup, type KeyLookup } from "../../core/accounts/key-lookup.ts";
import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { createOriginCheck, type OriginCheck } from "../runtime/origin-secret.ts";

/** What the routes of this function need. */
export interface AgentApiDeps extends Pick<AdmissionDeps, "projects" | "jobs" | "runs"> {
  readonly lookUp: KeyLookup;
  readonly logger: Logger;
  readonly checkOrigin: OriginCheck;
}

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): AgentApiDeps {
  const settings = readEnv(env, ["coreTable", "dataBucket", "originSecret"]);
  const table = { client: documentClient(), name: settings.coreTable };
  const readSecret = secretReader(systemClock);
  return {
    lookUp: createKeyLookup({ accounts: dynamoAccountStore(table), clock: systemClock }),
    projects: dynamoProjectStore(table, s3BlobStore(settings.dataBucket)),
    jobs: dynamoJobStore(table),
    runs: dynamoRunStore(table),
    logger: createLogger("agent-api"),
    checkOrigin: createOriginCheck(() => readSecret(settings.originSecret)),
  };
}
