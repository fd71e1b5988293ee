import type { BusEvent } from "../contract/bus-events.ts";
import type { DeliveryState } from "../contract/webhook-api.ts";

/** What an account says about its webhooks; one that never said anything has no endpoint and secret 1. */
export interface WebhookSettings {
  readonly userId: string;
  readonly endpointUrl?: string;
  readonly endpointSetAtEpochMs?: number;
  /** Which of the secrets derived for this account is the newest, from 1. The one before it lives, too. */
  readonly secretNumber: number;
  readonly rotatedAtEpochMs?: number;
}

/** One event on its way to one endpoint. Whoever changes it writes `version` + 1 on the condition of `version`. */
export interface Delivery {
  readonly deliveryId: string;
  readonly version: number;
  readonly userId: string;
  /** The account's endpoint, which may move while this waits, or the URL that the work itself was given. */
  readonly target: "account" | "own";
  /** Where it goes, or went last. */
  readonly url: string;
  readonly event: BusEvent;
  /** When the event was published. */
  readonly occurredAtEpochMs: number;
  readonly state: DeliveryState;
  /** POSTs begun, over all redeliveries. */
  readonly attempts: number;
  /** Attempts that failed since it was created, or redelivered. */
  readonly failures: number;
  /** Attempts whose sender died, since then. */
  readonly losses: number;
  /** Somebody is sending it; nobody else may before `nextAttemptAtEpochMs`, when that somebody is dead. */
  readonly isInFlight: boolean;
  readonly nextAttemptAtEpochMs: number;
  /** While pending: when the sweep looks at it. */
  readonly sweepAtEpochMs: number;
  readonly lastAttemptAtEpochMs?: number;
  /** HTTP status of the last answer, if there was one. */
  readonly lastStatus?: number;
  readonly lastError?: string;
  readonly deliveredAtEpochMs?: number;
  readonly createdAtEpochMs: number;
  /** When it is forgotten. */
  readonly expiresAtEpochMs: number;
}

export interface DeliveryPage {
  /** The newest first. */
  readonly deliveries: readonly Delivery[];
  /** `before` of the next page; absent on the last. */
  readonly next?: string;
}

export interface WebhookStore {
  getSettings(userId: string): Promise<WebhookSettings>;
  /** @param url undefined: there is none any more */
  setEndpoint(userId: string, url: string | undefined, atEpochMs: number): Promise<void>;
  /** @returns false when the newest secret is not `fromNumber`: somebody else rotated */
  rotateSecret(userId: string, fromNumber: number, atEpochMs: number): Promise<boolean>;
  getDelivery(deliveryId: string): Promise<Delivery | undefined>;
  /**
   * @param expectedVersion of the stored one; 0 for none
   * @returns false when it has another
   */
  putDelivery(delivery: Delivery, expectedVersion: number): Promise<boolean>;
  listDeliveries(
    userId: string,
    page: { readonly state?: DeliveryState; readonly before?: string; readonly limit: number },
  ): Promise<DeliveryPage>;
  /** Pending ones that the sweep should look at before `epochMs`, the longest waiting first. */
  listDue(epochMs: number, limit: number): Promise<Delivery[]>;
}

/** Orders attempts. At least once; whoever gets an order looks whether the delivery is due. */
export interface DeliveryQueue {
  /** @param delayMs 0 to 900,000, rounded up to a second */
  order(deliveryIds: readonly string[], delayMs?: number): Promise<void>;
}

/** An account's secrets by their numbers, `whsec_` + base64; each is always the same. */
export type WebhookSecrets = (userId: string, secretNumber: number) => Promise<string>;

/** Headers that prove to whoever has one of `secrets` where `body` comes from (Standard Webhooks). */
export type SignWebhook = (message: {
  readonly messageId: string;
  readonly atEpochMs: number;
  readonly body: string;
  readonly secrets: readonly string[];
}) => Readonly<Record<string, string>>;

/** An answer, or why there was none; the text may be shown to the account. */
export type PostOutcome = { readonly status: number } | { readonly error: string };

/** Sends one POST to a URL that somebody else chose. Throws nothing: whatever happens is an outcome. */
export type PostWebhook = (
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<PostOutcome>;

/** What is wrong with a URL as a destination, as far as can be told without a network; undefined: nothing. */
export type CheckDestination = (url: string) => string | undefined;
