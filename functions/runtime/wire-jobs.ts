import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { FalMediaMaker } from "../../core/adapters/fal/fal-media-maker.ts";
import { MediaIngest } from "../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { PollySpeaker } from "../../core/adapters/polly/polly-speaker.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { type SecretReader, secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { voiceFor } from "../../core/catalog/voices.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { JobDeps } from "../../core/jobs/job-deps.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";

/** What both workers of the agent's state machines stand on. */
export interface WiredJobs extends JobDeps {
  readonly mediaHost: MediaHost;
  readonly readSecret: SecretReader;
}

/** @throws {MissingEnvError} */
export function wireJobs(env: NodeJS.ProcessEnv): WiredJobs {
  const settings = readEnv(env, [
    "coreTable",
    "eventsTable",
    "dataBucket",
    "mediaBucket",
    "mediaBaseUrlParameter",
    "eventBus",
    "falSecret",
    "falBaseUrl",
    "egressAllowList",
  ]);
  const client = documentClient();
  const table = { client, name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  const readSecret = secretReader(systemClock);
  const pictures = new FalMediaMaker({
    apiKey: () => readSecret(settings.falSecret),
    baseUrl: settings.falBaseUrl,
  });
  return {
    clock: systemClock,
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
    bus: eventBridgeBus(settings.eventBus),
    images: pictures,
    videos: pictures,
    cancels: pictures,
    speaker: new PollySpeaker({ chooseVoice: (locale, voiceId) => voiceFor(locale, voiceId).voiceId }),
    ingest: new MediaIngest({
      media: s3BlobStore(settings.mediaBucket),
      allowList: parseAllowList(settings.egressAllowList),
    }),
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, systemClock),
    readSecret,
  };
}
