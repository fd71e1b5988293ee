import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger } from "../runtime/logger.ts";
import type { UpkeepDeps } from "./perform.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): UpkeepDeps {
  const settings = readEnv(env, [
    "coreTable",
    "eventsTable",
    "dataBucket",
    "agentRunMachine",
    "renderMachine",
    "eventBus",
  ]);
  const client = documentClient();
  const core = { client, name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  const clock = systemClock;
  return {
    clock,
    ids: systemIds,
    logger: createLogger("upkeep"),
    data,
    accounts: dynamoAccountStore(core),
    projects: dynamoProjectStore(core, data),
    credits: dynamoCreditStore(core),
    runs: dynamoRunStore(core),
    jobs: dynamoJobStore(core),
    log: dynamoEventLog({ table: { client, name: settings.eventsTable }, blobs: data, clock }),
    renders: dynamoRenderStore(core),
    events: eventBridgeBus(settings.eventBus),
    workflows: stepFunctionsWorkflows({
      agentRun: settings.agentRunMachine,
      render: settings.renderMachine,
    }),
  };
}
