import { createKeyLookup } from "../../core/accounts/key-lookup.ts";
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
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import { readEnv } from "../../core/contract/env.ts";
import { startRender } from "../../core/renders/start-render.ts";
import { projectSurface } from "../runtime/http-answer.ts";
import type { HttpFunctionOptions } from "../runtime/http-function.ts";
import { createLogger } from "../runtime/logger.ts";
import { createOriginCheck } from "../runtime/origin-secret.ts";
import { projectRoutes } from "./routes/all.ts";
import { stopWorkOn } from "./stop-work.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunctionOptions {
  const settings = readEnv(env, [
    "coreTable",
    "eventsTable",
    "dataBucket",
    "mediaBaseUrlParameter",
    "agentRunMachine",
    "renderMachine",
    "eventBus",
    "originSecret",
  ]);
  const client = documentClient();
  const core = { client, name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  const clock = systemClock;
  const work = {
    clock,
    ids: systemIds,
    data,
    projects: dynamoProjectStore(core, data),
    credits: dynamoCreditStore(core),
    runs: dynamoRunStore(core),
    jobs: dynamoJobStore(core),
    log: dynamoEventLog({ table: { client, name: settings.eventsTable }, blobs: data, clock }),
    renders: dynamoRenderStore(core),
    plans: blobFilmPlanStore(data),
    events: eventBridgeBus(settings.eventBus),
    workflows: stepFunctionsWorkflows({
      agentRun: settings.agentRunMachine,
      render: settings.renderMachine,
    }),
  };
  const readSecret = secretReader(clock);
  return {
    surface: projectSurface,
    logger: createLogger("projects-api"),
    checkOrigin: createOriginCheck(() => readSecret(settings.originSecret)),
    routes: projectRoutes({
      ...work,
      lookUpKey: createKeyLookup({ accounts: dynamoAccountStore(core), clock }),
      media: ssmMediaHost(settings.mediaBaseUrlParameter, clock),
      startRender: (request) => startRender(work, request),
      stopWork: (project) => stopWorkOn(work, project),
    }),
  };
}
