import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { checkDestination } from "../../core/adapters/webhooks/check-destination.ts";
import { readEnv } from "../../core/contract/env.ts";
import { startRender } from "../../core/renders/start-render.ts";
import { projectSurface } from "../runtime/http-answer.ts";
import type { HttpFunctionOptions } from "../runtime/http-function.ts";
import { wireFace } from "../runtime/wire-face.ts";
import { projectRoutes } from "./routes/all.ts";
import { stopWorkOn } from "./stop-work.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunctionOptions {
  const settings = readEnv(env, [
    "mediaBaseUrlParameter",
    "agentRunMachine",
    "renderMachine",
    "eventBus",
    "egressAllowList",
  ]);
  const face = wireFace(env, "projects-api");
  const bus = eventBridgeBus(settings.eventBus);
  const work = {
    ...face,
    renders: dynamoRenderStore(face.core),
    plans: blobFilmPlanStore(face.data),
    bus,
    events: bus,
    workflows: stepFunctionsWorkflows({
      agentRun: settings.agentRunMachine,
      render: settings.renderMachine,
    }),
  };
  return {
    ...face,
    surface: projectSurface,
    routes: projectRoutes({
      ...work,
      lookUpKey: face.lookUp,
      media: ssmMediaHost(settings.mediaBaseUrlParameter, face.clock),
      checkDestination: checkDestination(parseAllowList(settings.egressAllowList)),
      startRender: (request) => startRender(work, request),
      stopWork: (...args) => stopWorkOn(work, ...args),
    }),
  };
}
