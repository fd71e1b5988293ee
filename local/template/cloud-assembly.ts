import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord, parseRecord, recordOf, textOf } from "../json-values.ts";
import { StartError } from "../start-error.ts";

/** One stack of the assembly as CDK wrote it: intrinsics untouched. */
export interface StackTemplate {
  readonly name: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface CloudAssemblyFiles {
  readonly stacks: readonly StackTemplate[];
  /** Absolute path of each file asset's folder or file, by the object key that templates name. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Reads the manifest of a synthesized assembly with all its stacks and asset manifests, stages included.
 * Source: the cloud assembly schema (`aws-cdk-lib/cloud-assembly-schema`).
 *
 * @throws StartError when there is no assembly; Error naming the file that is no JSON
 */
export function readCloudAssembly(directory: string): CloudAssemblyFiles {
  const stacks: StackTemplate[] = [];
  const assets = new Map<string, string>();
  const manifest = readJson(join(directory, "manifest.json"));
  for (const [id, artifact] of Object.entries(recordOf(manifest.artifacts))) {
    if (!isRecord(artifact)) continue;
    const properties = recordOf(artifact.properties);
    if (artifact.type === "aws:cloudformation:stack") {
      const name = textOf(properties.stackName) ?? id;
      stacks.push(readStack(name, join(directory, String(properties.templateFile))));
    } else if (artifact.type === "cdk:asset-manifest") {
      readAssets(join(directory, String(properties.file)), directory, assets);
    } else if (artifact.type === "cdk:cloud-assembly") {
      const nested = readCloudAssembly(join(directory, String(properties.directoryName)));
      stacks.push(...nested.stacks);
      for (const [key, path] of nested.assets) assets.set(key, path);
    }
  }
  if (stacks.length === 0) throw new Error(`no stack in ${directory}/manifest.json`);
  return { stacks, assets };
}

function readStack(name: string, file: string): StackTemplate {
  const template = readJson(file);
  return {
    name,
    parameters: recordOf(template.Parameters),
    mappings: recordOf(template.Mappings),
    conditions: recordOf(template.Conditions),
    resources: recordOf(template.Resources),
    outputs: recordOf(template.Outputs),
  };
}

function readAssets(file: string, directory: string, assets: Map<string, string>): void {
  for (const asset of Object.values(recordOf(readJson(file).files))) {
    if (!isRecord(asset)) continue;
    const path = textOf(recordOf(asset.source).path);
    // An asset made by an external command has no path; nothing of ours is one.
    if (path === undefined) continue;
    for (const destination of Object.values(recordOf(asset.destinations))) {
      const objectKey = textOf(recordOf(destination).objectKey);
      if (objectKey !== undefined) assets.set(objectKey, join(directory, path));
    }
  }
}

function readJson(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new StartError(`cannot read ${file}: synthesize first (npm run synth)`, { cause });
  }
  return parseRecord(text, file);
}
