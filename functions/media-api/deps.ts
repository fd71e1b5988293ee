import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import type { CheckDestination } from "../../core/ports/webhooks.ts";
import type { OrderDeps, WebhookSettingsDeps } from "../../core/webhooks/webhook-deps.ts";

/** What the routes of the Media API need; wiring.ts makes it. */
export interface MediaApiDeps extends WebhookSettingsDeps, OrderDeps {
  readonly lookUp: KeyLookup;
  readonly checkDestination: CheckDestination;
}
