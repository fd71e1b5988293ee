import {
  type RemotionRendererOptions,
  remotionRenderer,
} from "../../core/adapters/remotion/remotion-renderer.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { MissingEnvError, readEnv } from "../../core/contract/env.ts";
import type { SegmentRenderer } from "../../core/ports/segment-renderer.ts";

/**
 * Remotion Lambda for the two functions that ask it. Its client is 1.4 MB: no other function may import this.
 * @throws {MissingEnvError}
 */
export function wireRemotion(env: NodeJS.ProcessEnv): {
  readonly options: RemotionRendererOptions;
  readonly remotion: SegmentRenderer;
} {
  const settings = readEnv(env, [
    "dataBucket",
    "renderBucket",
    "mediaBaseUrlParameter",
    "remotionFunction",
    "remotionSitePath",
  ]);
  const region = env.AWS_REGION;
  if (region === undefined) throw new MissingEnvError(["AWS_REGION"]);
  const options = {
    region,
    functionName: settings.remotionFunction,
    sitePath: settings.remotionSitePath,
    mediaHost: ssmMediaHost(settings.mediaBaseUrlParameter, systemClock),
    workBucket: settings.renderBucket,
    outputBucket: settings.dataBucket,
  };
  return { options, remotion: remotionRenderer(options) };
}
