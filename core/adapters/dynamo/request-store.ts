import { createHash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { KeyedRequest, KeyedRequestStore, RequestCounter, RequestWindow } from "../../ports/requests.ts";
import { getItem, type Table } from "./core-table.ts";
import { transact, writeIf } from "./transact.ts";

/*
 * Requests of a window   pk requests#<userId>   sk window#<kind>#<start>
 * What was counted       pk requests#<userId>   sk counted#<kind>#<name>   kept for 30 days
 * KeyedRequest           pk requests#<userId>   sk key#<hash of route and key>
 */

const partition = (userId: string): string => `requests#${userId}`;

const windowKey = ({ userId, kind, startEpochMs }: RequestWindow) => ({
  pk: partition(userId),
  sk: `window#${kind}#${startEpochMs}`,
});

/** Longer than anything is delivered again after it happened, in seconds. */
const NAME_KEPT_SECONDS = 30 * 24 * 3600;

function countUpdate(TableName: string, window: RequestWindow) {
  return {
    TableName,
    Key: windowKey(window),
    UpdateExpression: "SET expiresAt = :expiresAt ADD #count :one",
    ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
    ExpressionAttributeNames: { "#count": "count" },
    ExpressionAttributeValues: {
      ":one": 1,
      ":limit": window.limit,
      ":expiresAt": Math.ceil(window.endEpochMs / 1000) + 60,
    },
  };
}

const countItem = z.lazy(() => z.object({ count: z.number() }));

/** Counts requests in the Core table. */
export function dynamoRequestCounter(table: Table): RequestCounter {
  const { client, name: TableName } = table;
  return {
    async count(window) {
      try {
        const { Attributes } = await client.send(
          new UpdateCommand({ ...countUpdate(TableName, window), ReturnValues: "UPDATED_NEW" }),
        );
        return countItem.parse(Attributes).count;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },
    async countOnce(window, name) {
      const { userId, kind, endEpochMs } = window;
      const Item = {
        pk: partition(userId),
        sk: `counted#${kind}#${name}`,
        expiresAt: Math.ceil(endEpochMs / 1000) + NAME_KEPT_SECONDS,
      };
      const result = await transact(table, [
        { Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" } },
        { Update: countUpdate(TableName, window) },
      ]);
      return result.isWritten || result.reasons[0]?.Code === "ConditionalCheckFailed";
    },
    counted: async (window) => (await getItem(table, countItem, windowKey(window)))?.count ?? 0,
  };
}

const keyedItem = z.lazy(() =>
  z.object({
    userId: z.string(),
    route: z.string(),
    key: z.string(),
    fingerprint: z.string(),
    workId: z.string(),
    leaseUntilEpochMs: z.number(),
    expiresAtEpochMs: z.number(),
    answer: z.string().exactOptional(),
  }),
);

const keyOf = ({ userId, route, key }: Pick<KeyedRequest, "userId" | "route" | "key">) => ({
  pk: partition(userId),
  sk: `key#${createHash("sha256").update(`${route}\n${key}`).digest("hex")}`,
});

/** Requests with an Idempotency-Key in the Core table. */
export function dynamoKeyedRequestStore(table: Table): KeyedRequestStore {
  const { client, name: TableName } = table;
  const IS_UNANSWERED = "workId = :workId AND attribute_not_exists(answer)";
  return {
    async claim(request, nowEpochMs) {
      const isClaimed = await writeIf(() =>
        client.send(
          new PutCommand({
            TableName,
            Item: { ...request, ...keyOf(request), expiresAt: Math.ceil(request.expiresAtEpochMs / 1000) },
            ConditionExpression: "attribute_not_exists(pk) OR expiresAtEpochMs <= :now",
            ExpressionAttributeValues: { ":now": nowEpochMs },
          }),
        ),
      );
      if (isClaimed) return request;
      // Forgotten between the write and the read: then it is free again.
      return (await getItem(table, keyedItem, keyOf(request))) ?? this.claim(request, nowEpochMs);
    },
    takeOver: (request, leaseUntilEpochMs) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyOf(request),
            UpdateExpression: "SET leaseUntilEpochMs = :until",
            ConditionExpression: `${IS_UNANSWERED} AND leaseUntilEpochMs = :before`,
            ExpressionAttributeValues: {
              ":workId": request.workId,
              ":until": leaseUntilEpochMs,
              ":before": request.leaseUntilEpochMs,
            },
          }),
        ),
      ),
    async answer(request, answer) {
      await writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: keyOf(request),
            UpdateExpression: "SET answer = :answer",
            ConditionExpression: IS_UNANSWERED,
            ExpressionAttributeValues: { ":workId": request.workId, ":answer": answer },
          }),
        ),
      );
    },
    async forget(request) {
      await writeIf(() =>
        client.send(
          new DeleteCommand({
            TableName,
            Key: keyOf(request),
            ConditionExpression: IS_UNANSWERED,
            ExpressionAttributeValues: { ":workId": request.workId },
          }),
        ),
      );
    },
  };
}
