import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { dynamoWebhookStore } from "../../core/adapters/dynamo/webhook-store.ts";
import { parseAllowList } from "../../core/adapters/ingest/public-addresses.ts";
import { ssmMediaHost } from "../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../core/adapters/secrets/secret-reader.ts";
import { sqsDeliveryQueue } from "../../core/adapters/sqs/delivery-queue.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import { postWebhook } from "../../core/adapters/webhooks/post-webhook.ts";
import { signWebhook } from "../../core/adapters/webhooks/sign-webhook.ts";
import { derivedSecrets } from "../../core/adapters/webhooks/webhook-secrets.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger } from "../runtime/logger.ts";
import type { WebhookSenderDeps } from "./send-batch.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): WebhookSenderDeps {
  const settings = readEnv(env, [
    "coreTable",
    "mediaBaseUrlParameter",
    "webhookQueue",
    "webhookRootSecret",
    "egressAllowList",
  ]);
  const core = { client: documentClient(), name: settings.coreTable };
  const readSecret = secretReader(systemClock);
  return {
    clock: systemClock,
    ids: systemIds,
    logger: createLogger("webhook-sender"),
    webhooks: dynamoWebhookStore(core),
    renders: dynamoRenderStore(core),
    queue: sqsDeliveryQueue(settings.webhookQueue),
    secrets: derivedSecrets(() => readSecret(settings.webhookRootSecret)),
    sign: signWebhook,
    post: postWebhook({ allowList: parseAllowList(settings.egressAllowList) }),
    media: ssmMediaHost(settings.mediaBaseUrlParameter, systemClock),
  };
}
