import { setTimeout as pause } from "node:timers/promises";
import { type AwsRegion, type RenderStillOnLambdaInput, renderStillOnLambda } from "@remotion/lambda-client";
import { ATLAS_SHEET_FILE, atlasSheet } from "../../contract/atlas.ts";
import { ProviderError, TransientError } from "../../contract/errors.ts";
import type { AtlasDrawer } from "../../ports/atlas-drawer.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import { asPassing } from "../lambda/passing-errors.ts";
import type { RemotionRendererOptions } from "./remotion-renderer.ts";

export interface RemotionAtlasOptions extends Omit<RemotionRendererOptions, "outputBucket"> {
  /** The work bucket, where the picture and its sheet go. */
  readonly work: Pick<BlobStore, "get">;
}

/** As for segments, so that a browser that has just drawn one is taken again. */
const settings = {
  composition: "Atlas",
  imageFormat: "png",
  chromiumOptions: { gl: null },
  privacy: "no-acl",
  maxRetries: 1,
  timeoutInMilliseconds: 60_000,
  licenseKey: null,
  logLevel: "warn",
} as const satisfies Partial<RenderStillOnLambdaInput>;

/** Remotion answers when the picture is written; it does not wait for the sheet beside it. */
const SHEET_LOOKS = 20;
const SHEET_LOOK_MS = 100;

/** Draws atlases with Remotion Lambda: one still, and the sheet as its artifact. */
export function remotionAtlas(options: RemotionAtlasOptions): AtlasDrawer {
  const { functionName, sitePath, mediaHost, workBucket, work } = options;
  const region = options.region as AwsRegion;
  const read = async (key: string, looks: number): Promise<Uint8Array> => {
    for (let look = 1; ; look += 1) {
      const bytes = await work.get(key);
      if (bytes) return bytes;
      if (look >= looks) throw new TransientError(`Remotion has not written ${key}.`);
      await pause(SHEET_LOOK_MS);
    }
  };
  return {
    async draw({ composition, scale }) {
      const mediaBaseUrl = await mediaHost.baseUrl();
      const { outKey, artifacts } = await asPassing("Remotion Lambda", () =>
        renderStillOnLambda({
          ...settings,
          region,
          functionName,
          serveUrl: `${mediaBaseUrl}${sitePath}`,
          inputProps: { composition, scale },
          scale,
          forceBucketName: workBucket,
        }),
      );
      const sheet = artifacts.find(({ filename }) => filename === ATLAS_SHEET_FILE);
      if (!sheet) throw new ProviderError("Remotion gave no sheet with the atlas.");
      const [png, json] = await Promise.all([read(outKey, 1), read(sheet.s3Key, SHEET_LOOKS)]);
      return { png, sheet: atlasSheet.parse(JSON.parse(new TextDecoder().decode(json))) };
    },
  };
}
