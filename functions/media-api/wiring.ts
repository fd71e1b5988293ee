import { dynamoWebhookStore } from "../../core/adapters/dynamo/webhook-store.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { sqsDeliveryQueue } from "../../core/adapters/sqs/delivery-queue.ts";
import { checkDestination } from "../../core/adapters/webhooks/check-destination.ts";
import { derivedSecrets } from "../../core/adapters/webhooks/webhook-secrets.ts";
import { readEnv } from "../../core/contract/env.ts";
import { accountOfBearer } from "../runtime/bearer.ts";
import { mediaSurface } from "../runtime/http-answer.ts";
import type { HttpFunctionOptions } from "../runtime/http-function.ts";
import { wireFace } from "../runtime/wire-face.ts";
import { mediaRoutes } from "./routes/all.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunctionOptions {
  const settings = readEnv(env, ["webhookRootSecret", "webhookQueue", "egressAllowList"]);
  const face = wireFace(env, "media-api");
  return {
    ...face,
    surface: mediaSurface,
    protection: { ...face.protection, accountOf: accountOfBearer(face.lookUp) },
    routes: mediaRoutes({
      ...face,
      webhooks: dynamoWebhookStore(face.core),
      queue: sqsDeliveryQueue(settings.webhookQueue),
      secrets: derivedSecrets(() => face.readSecret(settings.webhookRootSecret)),
      checkDestination: checkDestination(parseAllowList(settings.egressAllowList)),
    }),
  };
}
