import { randomUUID } from "node:crypto";
import { compositorRenderer } from "../../core/adapters/compositor/compositor-renderer.ts";
import { blobSegmentWork } from "../../core/adapters/compositor/segment-work.ts";
import { suitedRenderer } from "../../core/adapters/compositor/suited-renderer.ts";
import { unsuitedReason } from "../../core/adapters/compositor/suits-compositor.ts";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { MediaIngest } from "../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { eventFunction } from "../../core/adapters/lambda/event-function.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemSha256 } from "../../core/adapters/system/sha256.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { PlanAheadDeps } from "../../core/jobs/plan-ahead.ts";
import type { Log } from "../../core/ports/log.ts";
import type { SegmentRenderer } from "../../core/ports/segment-renderer.ts";
import type { CutDeps } from "../../core/renders/deps.ts";
import { wireRemotion } from "../runtime/wire-remotion.ts";

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv, log: Log): CutDeps & PlanAheadDeps {
  const settings = readEnv(env, [
    "coreTable",
    "dataBucket",
    "mediaBucket",
    "eventBus",
    "egressAllowList",
    "renderConcurrency",
  ]);
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
    renderer: wireRenderer(env, log),
  };
}

function wireRenderer(env: NodeJS.ProcessEnv, log: Log): SegmentRenderer {
  const settings = readEnv(env, ["compositorFunction", "renderBucket"]);
  const { remotion } = wireRemotion(env);
  const compositor = compositorRenderer({
    work: blobSegmentWork(s3BlobStore(settings.renderBucket)),
    invoke: eventFunction(settings.compositorFunction),
    remotion,
    clock: systemClock,
    newId: randomUUID,
  });
  return suitedRenderer({ compositor, remotion, unsuitedReason, log });
}
