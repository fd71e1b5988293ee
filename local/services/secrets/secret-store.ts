import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { isRecord, recordOf, textOf } from "../../json-values.ts";
import { type Assembly, AwsError, type Clock, type Resource } from "../../types.ts";
import { readJsonFile, writeJsonFile } from "../json-file.ts";
import { generateSecret } from "./generated-secret.ts";

export interface SecretVersion {
  readonly id: string;
  readonly text: string;
  readonly createdEpochMs: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  /** What the template asked for when the current value was made, to notice that it changed. */
  readonly origin: string;
  readonly current: SecretVersion;
  readonly previous?: SecretVersion;
}

export interface SecretStore {
  /** By name, ARN, or ARN without its last six characters. */
  find(idOrArn: string): Secret | undefined;
  /** @throws AwsError `ResourceNotFoundException` */
  get(idOrArn: string): Secret;
  /** Makes a new current version; the same token and text again change nothing. @throws AwsError `ResourceExistsException` for the same token with another text */
  put(idOrArn: string, text: string, token?: string): Secret;
}

const SEEDED = "seeded";

/**
 * The template's secrets, kept in `<stateDir>/secrets.json`. One is made when first seen, and again when the template asks for
 * something else; a value that was put stays.
 *
 * @param seeds text by secret name for vendor keys: these follow the environment at every boot and never reach the disk
 */
export function createSecretStore(
  assembly: Assembly,
  stateDir: string,
  clock: Clock,
  seeds: Readonly<Record<string, string>>,
): SecretStore {
  const file = join(stateDir, "secrets.json");
  const stored = readJsonFile(file);
  const secrets = new Map<string, Secret>();
  for (const resource of assembly.ofType("AWS::SecretsManager::Secret")) {
    const name = nameOf(resource);
    const seed = seeds[name];
    const origin = seed === undefined ? JSON.stringify(wanted(resource)) : SEEDED;
    const kept = seed === undefined ? storedSecret(stored[resource.ref]) : undefined;
    const isKept = kept?.origin === origin;
    secrets.set(
      resource.ref,
      isKept
        ? kept
        : { name, arn: resource.ref, origin, current: version(seed ?? initialText(resource), clock) },
    );
  }
  const save = () => {
    const kept = [...secrets].filter(([, { origin }]) => origin !== SEEDED);
    writeJsonFile(file, Object.fromEntries(kept));
  };
  save();

  const find = (id: string) =>
    secrets.get(id) ??
    [...secrets.values()].find(({ name, arn }) => name === id || arn.replace(/-\w{6}$/, "") === id);
  const get = (id: string) => {
    const secret = find(id);
    if (secret) return secret;
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  };
  return {
    find,
    get,
    put(id, text, token) {
      const secret = get(id);
      const same = [secret.current, secret.previous].find((known) => known?.id === token);
      if (same && same.text !== text) {
        throw new AwsError("ResourceExistsException", "The token was used for another value.");
      }
      if (same) return secret;
      const next = { ...secret, current: version(text, clock, token), previous: secret.current };
      secrets.set(secret.arn, next);
      save();
      return next;
    },
  };
}

function nameOf(resource: Resource): string {
  return (
    textOf(resource.properties.Name) ?? /:secret:(.*)-\w{6}$/.exec(resource.ref)?.[1] ?? resource.logicalId
  );
}

function wanted({ properties }: Resource): unknown {
  return { text: properties.SecretString, rule: properties.GenerateSecretString };
}

function initialText({ properties }: Resource): string {
  return textOf(properties.SecretString) ?? generateSecret(recordOf(properties.GenerateSecretString));
}

function version(text: string, clock: Clock, id: string = randomUUID()): SecretVersion {
  return { id, text, createdEpochMs: clock.now() };
}

/** The file is written by this module alone; what does not look like it was edited by hand and is made anew. */
function storedSecret(value: unknown): Secret | undefined {
  if (!isRecord(value)) return undefined;
  const { name, arn, origin } = value;
  const current = storedVersion(value.current);
  const previous = storedVersion(value.previous);
  if (typeof name !== "string" || typeof arn !== "string" || typeof origin !== "string" || !current)
    return undefined;
  return { name, arn, origin, current, ...(previous ? { previous } : {}) };
}

function storedVersion(value: unknown): SecretVersion | undefined {
  const { id, text, createdEpochMs } = recordOf(value);
  if (typeof id !== "string" || typeof text !== "string" || typeof createdEpochMs !== "number")
    return undefined;
  return { id, text, createdEpochMs };
}
