import { statSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listOf, recordOf, textOf } from "../json-values.ts";
import { readJsonFile, writeJsonFile } from "../services/json-file.ts";
import type { S3Service } from "../services/s3/service.ts";
import type { Assembly, Resource, ServiceContext } from "../types.ts";

/**
 * Does what CDK's BucketDeployment does: copies assets into a bucket. A deployment whose sources are the same as at the last
 * boot is left alone; the record of it is in `<stateDir>/deployments.json`.
 *
 * @throws Error naming a deployment that this cannot do
 */
export async function deployBuckets(
  { assembly, stateDir, log }: Pick<ServiceContext, "assembly" | "stateDir" | "log">,
  s3: Pick<S3Service, "copyFolder">,
): Promise<void> {
  const file = join(stateDir, "deployments.json");
  const done = readJsonFile(file);
  const next: Record<string, unknown> = {};
  for (const deployment of assembly.ofType("Custom::CDKBucketDeployment")) {
    const wanted = JSON.stringify(deployment.properties);
    if (done[deployment.ref] !== wanted) {
      log.debug("deployment.copy", { id: deployment.logicalId });
      await deploy(deployment, assembly, s3);
    }
    next[deployment.ref] = wanted;
  }
  writeJsonFile(file, next);
}

async function deploy(
  { logicalId, properties }: Resource,
  assembly: Assembly,
  s3: Pick<S3Service, "copyFolder">,
): Promise<void> {
  const { DestinationBucketName: bucket, Include, Exclude, Extract } = properties;
  if (typeof bucket !== "string" || Include !== undefined || Exclude !== undefined || Extract === false) {
    throw new Error(`${logicalId}: the local cloud deploys whole assets only`);
  }
  const keys = listOf(properties.SourceObjectKeys).map(String);
  const markers = listOf(properties.SourceMarkers).map(recordOf);
  const prune = properties.Prune === true || properties.Prune === "true";
  if (prune && keys.length > 1) throw new Error(`${logicalId}: the local cloud prunes after one source only`);
  for (const [index, key] of keys.entries()) {
    const folder = assembly.assetPath(key);
    if (!statSync(folder).isDirectory())
      throw new Error(`${logicalId}: ${folder} is an archive, not a folder`);
    await withMarkersReplaced(folder, markers[index] ?? {}, (ready) =>
      s3.copyFolder(bucket, textOf(properties.DestinationBucketKeyPrefix) ?? "", ready, {
        headers: headersOf(properties.SystemMetadata),
        prune,
      }),
    );
  }
}

/** `Source.data` and the like leave markers in files, for values that are known only when deploying. */
async function withMarkersReplaced(
  folder: string,
  markers: Record<string, unknown>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  if (Object.keys(markers).length === 0) return use(folder);
  const copy = await mkdtemp(join(tmpdir(), "reelwright-deployment-"));
  try {
    await cp(folder, copy, { recursive: true });
    for (const entry of await readdir(copy, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      let text = await readFile(file, "latin1");
      for (const [marker, value] of Object.entries(markers)) {
        text = text.replaceAll(marker, Buffer.from(String(value)).toString("latin1"));
      }
      await writeFile(file, text, "latin1");
    }
    await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** Names as the command-line tool takes them are header names already. */
function headersOf(metadata: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(recordOf(metadata)).map(([name, value]) => [name, String(value)]));
}
