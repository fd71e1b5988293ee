import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { parseBusEvent } from "../../contract/bus-events.ts";
import { deliveryStates } from "../../contract/webhook-api.ts";
import type { Delivery, WebhookSettings, WebhookStore } from "../../ports/webhooks.ts";
import { getItem, queryItems, sortable, type Table } from "./core-table.ts";
import { writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * WebhookSettings   pk account#<userId>    sk webhooks
 * WebhookDelivery   pk delivery#<id>       sk delivery    gsi1 deliveries#pending / <sweepAt>#<id>, while it is pending
 *                                                         gsi2 deliveries#<userId> / <createdAt>-<id>
 */

const settingsKey = (userId: string) => ({ pk: `account#${userId}`, sk: "webhooks" });
const deliveryKey = (deliveryId: string) => ({ pk: `delivery#${deliveryId}`, sk: "delivery" });
const PENDING = "deliveries#pending";
const listOf = (userId: string) => `deliveries#${userId}`;
/** Its place in the account's list, which is also the cursor of what comes after it. */
const placeOf = ({ createdAtEpochMs, deliveryId }: Delivery) => `${sortable(createdAtEpochMs)}-${deliveryId}`;

const settingsItem = z.object({
  userId: z.string(),
  endpointUrl: z.string().exactOptional(),
  endpointSetAtEpochMs: z.number().exactOptional(),
  secretNumber: z.number().default(1),
  rotatedAtEpochMs: z.number().exactOptional(),
}) satisfies z.ZodType<WebhookSettings>;

const deliveryItem = z.object({
  deliveryId: z.string(),
  version: z.number(),
  userId: z.string(),
  target: z.enum(["account", "own"]),
  url: z.string(),
  event: z
    .object({ name: z.string(), detail: z.unknown() })
    .transform(({ name, detail }) => parseBusEvent(name, detail)),
  occurredAtEpochMs: z.number(),
  state: z.enum(deliveryStates),
  attempts: z.number(),
  failures: z.number(),
  losses: z.number(),
  isInFlight: z.boolean(),
  nextAttemptAtEpochMs: z.number(),
  sweepAtEpochMs: z.number(),
  lastAttemptAtEpochMs: z.number().exactOptional(),
  lastStatus: z.number().exactOptional(),
  lastError: z.string().exactOptional(),
  deliveredAtEpochMs: z.number().exactOptional(),
  createdAtEpochMs: z.number(),
  expiresAtEpochMs: z.number(),
}) satisfies z.ZodType<Delivery>;

/** Items read at once where some are passed over. */
const READ_AT_ONCE = 100;

export function dynamoWebhookStore(table: Table): WebhookStore {
  const { client, name: TableName } = table;

  return {
    getSettings: async (userId) =>
      (await getItem(table, settingsItem, settingsKey(userId))) ?? { userId, secretNumber: 1 },

    async setEndpoint(userId, url, atEpochMs) {
      const fields = { userId, endpointUrl: url, endpointSetAtEpochMs: atEpochMs };
      await client.send(new UpdateCommand({ TableName, Key: settingsKey(userId), ...updateOf(fields) }));
    },

    rotateSecret: (userId, fromNumber, atEpochMs) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: settingsKey(userId),
            ConditionExpression:
              fromNumber === 1 ? "attribute_not_exists(#number) OR #number = :from" : "#number = :from",
            ...updateOf(
              { userId, secretNumber: fromNumber + 1, rotatedAtEpochMs: atEpochMs },
              { names: { "#number": "secretNumber" }, values: { ":from": fromNumber } },
            ),
          }),
        ),
      ),

    getDelivery: (deliveryId) => getItem(table, deliveryItem, deliveryKey(deliveryId)),

    putDelivery: (delivery, expectedVersion) =>
      writeIf(() => {
        const { deliveryId, userId, state, sweepAtEpochMs, expiresAtEpochMs } = delivery;
        const Item = {
          ...deliveryKey(deliveryId),
          ...(state === "pending" && {
            gsi1pk: PENDING,
            gsi1sk: `${sortable(sweepAtEpochMs)}#${deliveryId}`,
          }),
          gsi2pk: listOf(userId),
          gsi2sk: placeOf(delivery),
          expiresAt: Math.ceil(expiresAtEpochMs / 1000),
          ...delivery,
        };
        return client.send(
          new PutCommand({
            TableName,
            Item,
            ...(expectedVersion === 0
              ? { ConditionExpression: "attribute_not_exists(pk)" }
              : {
                  ConditionExpression: "#version = :version",
                  ExpressionAttributeNames: { "#version": "version" },
                  ExpressionAttributeValues: { ":version": expectedVersion },
                }),
          }),
        );
      }),

    async listDeliveries(userId, { state, before, limit }) {
      const found: Delivery[] = [];
      let from = before;
      for (;;) {
        const page = await queryItems(table, deliveryItem, {
          index: "gsi2",
          pk: listOf(userId),
          ...(from !== undefined && { before: from }),
          isAscending: false,
          limit: state === undefined ? limit + 1 : READ_AT_ONCE,
        });
        found.push(...page.filter((each) => state === undefined || each.state === state));
        const last = page.at(-1);
        const isEnd = last === undefined || (state !== undefined && page.length < READ_AT_ONCE);
        if (state === undefined || isEnd || found.length > limit) break;
        from = placeOf(last);
      }
      const deliveries = found.slice(0, limit);
      const last = deliveries.at(-1);
      return { deliveries, ...(found.length > limit && last !== undefined && { next: placeOf(last) }) };
    },

    listDue: (epochMs, limit) =>
      queryItems(table, deliveryItem, { index: "gsi1", pk: PENDING, before: sortable(epochMs), limit }),
  };
}
