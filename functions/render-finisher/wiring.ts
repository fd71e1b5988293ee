import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { ffmpegFinisher } from "../../core/adapters/ffmpeg/ffmpeg-finisher.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { s3FileTransfer } from "../../core/adapters/s3/file-transfer.ts";
import { blobFilmPlanStore } from "../../core/adapters/s3/film-plan-store.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { FinishDeps } from "../../core/renders/deps.ts";

/** @throws {MissingEnvError} */
export function wire(env: NodeJS.ProcessEnv): FinishDeps {
  const settings = readEnv(env, ["coreTable", "dataBucket", "mediaBucket", "ffmpegDirectory"]);
  const table = { client: documentClient(), name: settings.coreTable };
  const data = s3BlobStore(settings.dataBucket);
  return {
    clock: systemClock,
    projects: dynamoProjectStore(table, data),
    renders: dynamoRenderStore(table),
    plans: blobFilmPlanStore(data),
    finisher: ffmpegFinisher({
      tools: { directory: settings.ffmpegDirectory },
      segments: s3FileTransfer(settings.dataBucket),
      media: s3FileTransfer(settings.mediaBucket),
    }),
  };
}
