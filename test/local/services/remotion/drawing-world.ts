import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RemotionRendererOptions } from "../../../../core/adapters/remotion/remotion-renderer.ts";
import { startMediaHost } from "../../../web/compositions/media-host.ts";
import { picture } from "../../../web/compositions/pictures.ts";
import { type RenderCloud, startRenderCloud } from "./render-cloud.ts";

/** Remotion's function on this machine, the site that it draws with, and a picture on the media host: `/assets/picture.png`. */
export interface DrawingWorld {
  readonly cloud: RenderCloud;
  /** Of the test's own, and what the media host shows. */
  readonly folder: string;
  /** What finds the function, the site and the buckets. */
  readonly options: RemotionRendererOptions;
  close(): Promise<void>;
}

/** Sets what Remotion's own client reads in this process's environment. */
export async function startDrawingWorld(): Promise<DrawingWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), "drawing-test-"));
  writeFileSync(path.join(folder, "picture.png"), picture());
  const host = await startMediaHost(folder);
  const cloud = await startRenderCloud();
  Object.assign(process.env, cloud.environment);
  return {
    cloud,
    folder,
    options: {
      region: "us-east-1",
      functionName: cloud.functionName,
      sitePath: host.sitePath,
      mediaHost: { baseUrl: async () => host.baseUrl },
      workBucket: cloud.workBucket,
      outputBucket: cloud.outputBucket,
    },
    async close() {
      await cloud.close();
      host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
