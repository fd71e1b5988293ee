import { readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { LocalCloud } from "../../bin/cloud/local-cloud.ts";
import { processTree } from "../bin/process-tree.ts";
import { resourceNames } from "./booted-product.ts";

const DRAWING_LOCK = resolve(
  import.meta.dirname,
  "../../node_modules/.cache/reelwright-remotion/drawing.lock",
);

/** What a booted product's renderers left in S3: which segments are there since when, and how often a renderer was asked. */
export async function renderWitness(cloud: LocalCloud) {
  const { region, awsEndpoint: endpoint, operator: credentials } = cloud;
  const s3 = new S3Client({ region, endpoint, credentials, forcePathStyle: true });
  const nameOf = await resourceNames(cloud);
  const data = nameOf("AWS::S3::Bucket", "BucketsData");
  const work = nameOf("AWS::S3::Bucket", "BucketsRender");
  const list = async (Bucket: string, Prefix: string) =>
    (await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? [];
  return {
    /** When each finished segment was written, by its key. */
    async segments(): Promise<Record<string, string>> {
      const found = await list(data, "segments/");
      return Object.fromEntries(
        found.map(({ Key, LastModified }) => [`${Key}`, `${LastModified?.toISOString()}`]),
      );
    },
    /** Each start of Remotion's has a progress file of its own. */
    async starts(): Promise<number> {
      return (await list(work, "renders/")).filter(({ Key }) => basename(`${Key}`) === "progress.json")
        .length;
    },
  };
}

/** The process of this test's cloud that draws frames at the moment (Linux). */
export function drawingProcess(): number | undefined {
  const holder = Number(textOf(DRAWING_LOCK));
  return ours().includes(holder) ? holder : undefined;
}

/** The function's process while it runs ffmpeg, which it does for about a second (Linux). */
export function processAtFfmpeg(functionName: string): number | undefined {
  return processesOf(functionName).find((pid) =>
    processTree(pid).some((child) => textOf(join("/proc", `${child}`, "cmdline")).includes("ffmpeg\0")),
  );
}

/** Every process of the function in this test's cloud (Linux). */
export function processesOf(functionName: string): number[] {
  const isOfFunction = new RegExp(`AWS_LAMBDA_FUNCTION_NAME=[^\0]*${functionName}`);
  return ours().filter((pid) => isOfFunction.test(textOf(join("/proc", `${pid}`, "environ"))));
}

/** Processes that this one started. */
const ours = (): number[] => processTree(process.pid).filter((pid) => pid !== process.pid);

/** Empty when it is gone: processes end while they are looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const isGone =
      error instanceof Error && "code" in error && ["ENOENT", "ESRCH", "EACCES"].includes(`${error.code}`);
    if (isGone) return "";
    throw error;
  }
}
