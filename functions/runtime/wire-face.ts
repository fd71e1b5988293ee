import { createKeyLookup, type KeyLookup } from "../../core/accounts/key-lookup.ts";
import { dynamoKeyedRequestStore } from "../../core/adapters/dynamo/request-store.ts";
import { type SecretReader, secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger, type Logger } from "./logger.ts";
import { createOriginCheck, type OriginCheck } from "./origin-secret.ts";
import type { Protection } from "./protection.ts";
import { type WiredStores, wireStores } from "./wire-stores.ts";

/** What every function that callers meet stands on. */
export interface WiredFace extends WiredStores {
  /** Finds the owner of an API key. */
  readonly lookUp: KeyLookup;
  readonly logger: Logger;
  readonly checkOrigin: OriginCheck;
  readonly readSecret: SecretReader;
  /** Callers are told apart by their `api-key` header; a surface with other credentials replaces `accountOf`. */
  readonly protection: Protection;
}

/** @param service the function's name @throws {MissingEnvError} */
export function wireFace(env: Readonly<Record<string, string | undefined>>, service: string): WiredFace {
  const { originSecret } = readEnv(env, ["originSecret"]);
  const stores = wireStores(env);
  const readSecret = secretReader(stores.clock);
  const lookUp = createKeyLookup(stores);
  return {
    ...stores,
    lookUp,
    readSecret,
    logger: createLogger(service),
    checkOrigin: createOriginCheck(() => readSecret(originSecret)),
    protection: {
      clock: stores.clock,
      ids: stores.ids,
      requests: stores.requests,
      keyedRequests: dynamoKeyedRequestStore(stores.core),
      async accountOf({ "api-key": apiKey }) {
        return apiKey === undefined ? undefined : lookUp(apiKey.trim());
      },
    },
  };
}
