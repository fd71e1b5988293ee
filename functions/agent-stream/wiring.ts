import { createKeyLookup, type KeyLookup } from "../../core/accounts/key-lookup.ts";
import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import type { AdmissionDeps } from "../../core/agent/agent-deps.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";
import { createLogger, type Logger } from "../runtime/logger.ts";
import { createOriginCheck, type OriginCheck } from "../runtime/origin-secret.ts";

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
    "coreTable",
    "eventsTable",
    "dataBucket",
    "mediaBaseUrlParameter",
    "agentRunMachine",
    "renderMachine",
    "originSecret",
  ]);
  const client = documentClient();
  const table = { client, name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  const readSecret = secretReader(systemClock);
  return {
    clock: systemClock,
    ids: systemIds,
    lookUp: createKeyLookup({ accounts: dynamoAccountStore(table), clock: systemClock }),
    credits: dynamoCreditStore(table),
    projects: dynamoProjectStore(table, data),
    runs: dynamoRunStore(table),
    jobs: dynamoJobStore(table),
    log: dynamoEventLog({
      table: { client, name: settings.eventsTable },
      blobs: data,
      clock: systemClock,
    }),
    data,
    workflows: stepFunctionsWorkflows({ agentRun: settings.agentRunMachine, render: settings.renderMachine }),
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, systemClock),
    logger: createLogger("agent-stream"),
    checkOrigin: createOriginCheck(() => readSecret(settings.originSecret)),
  };
}
