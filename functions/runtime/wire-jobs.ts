import { spareLeases } from "../../core/adapters/dynamo/spare-leases.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { FalMediaMaker } from "../../core/adapters/fal/fal-media-maker.ts";
import { MediaIngest } from "../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { PollySpeaker } from "../../core/adapters/polly/polly-speaker.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { type SecretReader, secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { voiceFor } from "../../core/catalog/voices.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { JobDeps } from "../../core/jobs/job-deps.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";
import type { TemplateStore } from "../../core/ports/templates.ts";
import { wireStores } from "./wire-stores.ts";

/** What both workers of the agent's state machines stand on. */
export interface WiredJobs extends JobDeps {
  readonly mediaHost: MediaHost;
  readonly templates: TemplateStore;
  readonly readSecret: SecretReader;
}

/** @throws {MissingEnvError} */
export function wireJobs(env: NodeJS.ProcessEnv): WiredJobs {
  const settings = readEnv(env, [
    "mediaBucket",
    "mediaBaseUrlParameter",
    "eventBus",
    "falSecret",
    "falBaseUrl",
    "egressAllowList",
  ]);
  const stores = wireStores(env);
  const readSecret = secretReader(stores.clock);
  const pictures = new FalMediaMaker({
    apiKey: () => readSecret(settings.falSecret),
    baseUrl: settings.falBaseUrl,
  });
  return {
    ...stores,
    runs: spareLeases(stores.runs),
    bus: eventBridgeBus(settings.eventBus),
    images: pictures,
    videos: pictures,
    cancels: pictures,
    speaker: new PollySpeaker({ chooseVoice: (locale, voiceId) => voiceFor(locale, voiceId).voiceId }),
    ingest: new MediaIngest({
      media: s3BlobStore(settings.mediaBucket),
      allowList: parseAllowList(settings.egressAllowList),
    }),
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, stores.clock),
    readSecret,
  };
}
