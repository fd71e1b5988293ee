import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { MediaIngest } from "../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { remotionRenderer } from "../../core/adapters/remotion/remotion-renderer.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemSha256 } from "../../core/adapters/system/sha256.ts";
import { MissingEnvError, readEnv } from "../../core/contract/env.ts";
import type { PlanAheadDeps } from "../../core/jobs/plan-ahead.ts";
import type { CutDeps } from "../../core/renders/deps.ts";

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): CutDeps & PlanAheadDeps {
  const settings = readEnv(env, [
    "coreTable",
    "dataBucket",
    "mediaBucket",
    "renderBucket",
    "mediaBaseUrlParameter",
    "eventBus",
    "egressAllowList",
    "remotionFunction",
    "remotionSitePath",
    "renderConcurrency",
  ]);
  const region = env.AWS_REGION;
  if (region === undefined) throw new MissingEnvError(["AWS_REGION"]);
  const table = { client: documentClient(), name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  const media = s3BlobStore(settings.mediaBucket);
  return {
    clock: systemClock,
    sha256: systemSha256,
    credits: dynamoCreditStore(table),
    projects: dynamoProjectStore(table, data),
    renders: dynamoRenderStore(table),
    plans: blobFilmPlanStore(data),
    segments: data,
    data,
    jobs: dynamoJobStore(table),
    aheadPlaces: Number(settings.renderConcurrency),
    events: eventBridgeBus(settings.eventBus),
    ingest: new MediaIngest({ media, memory: data, allowList: parseAllowList(settings.egressAllowList) }),
    renderer: remotionRenderer({
      region,
      functionName: settings.remotionFunction,
      sitePath: settings.remotionSitePath,
      mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, systemClock),
      workBucket: settings.renderBucket,
      outputBucket: settings.dataBucket,
    }),
  };
}
