import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ProviderError } from "../../contract/errors.ts";
import type { Clock } from "../../ports/time-and-ids.ts";

/** Gives a secret's text by its ARN. */
export type SecretReader = (secretArn: string) => Promise<string>;

/** A rotated secret is noticed after this long at most. */
const REMEMBERED_FOR_MS = 60_000;

/** What a secret holds that the operator has not set yet: Secrets Manager would make up a random one otherwise. */
const UNSET = "unset";

/**
 * Reads secrets, remembered for a minute.
 * The reader throws {ProviderError} for a secret that was never set, naming it.
 */
export function secretReader(
  clock: Clock,
  client: SecretsManagerClient = new SecretsManagerClient({}),
): SecretReader {
  const remembered = new Map<string, { value: Promise<string>; untilEpochMs: number }>();

  const read = async (secretArn: string): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    if (SecretString === undefined || SecretString === "" || SecretString === UNSET) {
      throw new ProviderError(`The secret ${nameOf(secretArn)} is not set.`);
    }
    return SecretString;
  };

  return async (secretArn) => {
    const known = remembered.get(secretArn);
    if (known !== undefined && known.untilEpochMs > clock.now()) return known.value;
    const value = read(secretArn);
    remembered.set(secretArn, { value, untilEpochMs: clock.now() + REMEMBERED_FOR_MS });
    value.catch(() => remembered.delete(secretArn));
    return value;
  };
}

/** `arn:aws:secretsmanager:R:A:secret:reelwright/fal-api-key-AbCdEf` → `reelwright/fal-api-key`. */
const nameOf = (secretArn: string): string =>
  secretArn
    .split(":")
    .at(6)
    ?.replace(/-\w{6}$/, "") ?? secretArn;
