import type { MediaHost } from "../ports/media-host.ts";
import type { RenderStore } from "../ports/renders.ts";
import type { Clock, Ids } from "../ports/time-and-ids.ts";
import type {
  DeliveryQueue,
  PostWebhook,
  SignWebhook,
  WebhookSecrets,
  WebhookStore,
} from "../ports/webhooks.ts";

/** What an account's own settings need. */
export interface WebhookSettingsDeps {
  readonly webhooks: WebhookStore;
  readonly clock: Clock;
  readonly secrets: WebhookSecrets;
}

/** What sweeping and redelivering need. */
export interface OrderDeps {
  readonly webhooks: WebhookStore;
  readonly clock: Clock;
  readonly queue: DeliveryQueue;
}

/** What sending needs. */
export interface SendDeps extends OrderDeps {
  readonly ids: Pick<Ids, "random">;
  readonly renders: Pick<RenderStore, "get">;
  readonly secrets: WebhookSecrets;
  readonly sign: SignWebhook;
  readonly post: PostWebhook;
  readonly media: MediaHost;
}
