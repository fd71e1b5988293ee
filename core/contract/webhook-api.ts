import * as z from "zod";

/*
 * The webhook routes of the Media API, and what a webhook's body is. Unknown fields are ignored.
 */

/** Body of a webhook, as the Standard Webhooks specification suggests; `data` by `type` is in docs/webhooks.md. */
export interface WebhookPayload {
  readonly type: string;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export const deliveryStates = ["pending", "delivered", "failed"] as const;
/** `failed` is the dead letter: the schedule has run out, and only a redelivery brings it back. */
export type DeliveryState = (typeof deliveryStates)[number];

const MAX_URL_CHARACTERS = 2048;

/** A URL that webhooks can be sent to. Whether its host is public is another question, which the sender asks every time. */
export const webhookUrl = z.lazy(() =>
  z
    .url({ protocol: /^https?$/, error: "must be an http or https URL" })
    .max(MAX_URL_CHARACTERS, `must have at most ${MAX_URL_CHARACTERS} characters`)
    .refine(hasNoPassword, "may not carry a name or a password"),
);

function hasNoPassword(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password } = new URL(text);
  return username === "" && password === "";
}

/** `PUT /api/v1/webhooks/endpoint` */
export const webhookEndpointBody = z.lazy(() => z.object({ url: webhookUrl }));

const MAX_PAGE = 100;

/** `GET /api/v1/webhooks/deliveries`; `cursor` is the `next_cursor` of the page before. */
export const listDeliveriesQuery = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be a whole number, 1 or more")
    .transform((text) => Math.min(Number(text), MAX_PAGE))
    .default(20),
  cursor: z
    .string()
    .regex(/^\d{16}-whd_[0-9a-f]{32}$/, "must be the next_cursor of a page")
    .optional(),
  status: z.enum(deliveryStates).optional(),
});
