import { createKeyLookup } from "../../core/accounts/key-lookup.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { readEnv } from "../../core/contract/env.ts";
import { startRender } from "../../core/renders/start-render.ts";
import { projectSurface } from "../runtime/http-answer.ts";
import type { HttpFunctionOptions } from "../runtime/http-function.ts";
import { createLogger } from "../runtime/logger.ts";
import { createOriginCheck } from "../runtime/origin-secret.ts";
import { wireStores } from "../runtime/wire-stores.ts";
import { projectRoutes } from "./routes/all.ts";
import { stopWorkOn } from "./stop-work.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunctionOptions {
  const settings = readEnv(env, [
    "mediaBaseUrlParameter",
    "agentRunMachine",
    "renderMachine",
    "eventBus",
    "originSecret",
  ]);
  const stores = wireStores(env);
  const { clock } = stores;
  const work = {
    ...stores,
    renders: dynamoRenderStore(stores.core),
    plans: blobFilmPlanStore(stores.data),
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
      lookUpKey: createKeyLookup(stores),
      media: ssmMediaHost(settings.mediaBaseUrlParameter, clock),
      startRender: (request) => startRender(work, request),
      stopWork: (project) => stopWorkOn(work, project),
    }),
  };
}
