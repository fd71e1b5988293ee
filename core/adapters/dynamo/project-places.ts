import { PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { TransientError } from "../../contract/errors.ts";
import type { Project, RecountProjects } from "../../ports/projects.ts";
import { getItem, queryItems, type Table } from "./core-table.ts";
import { projectsPartition } from "./project-items.ts";
import { pauseAtRandom, type TransactItems, writeIf } from "./transact.ts";

/*
 * How many   pk account#<userId>   sk projects                      apart from the account, whose row is busy with credits
 * Request    pk account#<userId>   sk project-request#<requestId>   the project that a request made; kept for 2 days
 */

const countKey = (userId: string) => ({ pk: `account#${userId}`, sk: "projects" });
const requestKey = (userId: string, requestId: string) => ({
  pk: `account#${userId}`,
  sk: `project-request#${requestId}`,
});

/** Longer than an Idempotency-Key is remembered, in seconds. */
const REQUEST_KEPT_SECONDS = 2 * 24 * 3600;
const MAX_ATTEMPTS = 20;

const countItem = z.object({ count: z.number() });

/** Adds one to the user's projects, or takes one away. @param max a condition: there were fewer */
export function countUpdate(TableName: string, userId: string, by: 1 | -1, max?: number) {
  return {
    TableName,
    Key: countKey(userId),
    UpdateExpression: "ADD #count :by",
    ExpressionAttributeNames: { "#count": "count" },
    ...(max !== undefined && { ConditionExpression: "attribute_not_exists(#count) OR #count < :max" }),
    ExpressionAttributeValues: { ":by": by, ...(max !== undefined && { ":max": max }) },
  };
}

/** Notes which project a request made; a condition: it made none. */
export function requestPut(
  TableName: string,
  { projectId, userId, createdAtEpochMs }: Project,
  requestId: string | undefined,
): TransactItems {
  if (requestId === undefined) return [];
  const expiresAt = Math.ceil(createdAtEpochMs / 1000) + REQUEST_KEPT_SECONDS;
  const Item = { ...requestKey(userId, requestId), projectId, expiresAt };
  return [{ Put: { TableName, Item, ConditionExpression: "attribute_not_exists(pk)" } }];
}

export async function projectOfRequest(
  table: Table,
  userId: string,
  requestId: string,
): Promise<number | undefined> {
  return (await getItem(table, z.object({ projectId: z.number() }), requestKey(userId, requestId)))
    ?.projectId;
}

/** Writes what is listed, unless a project came or went meanwhile: then it is counted again. */
export const recountProjects =
  (table: Table): RecountProjects =>
  async (userId) => {
    const listed = z.object({ projectId: z.number() });
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const before = await getItem(table, countItem, countKey(userId));
      const projects = await queryItems(table, listed, {
        index: "gsi1",
        pk: projectsPartition(userId),
        only: ["projectId"],
      });
      const isWritten = await writeIf(() =>
        table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...countKey(userId), count: projects.length },
            ...(before === undefined
              ? { ConditionExpression: "attribute_not_exists(pk)" }
              : {
                  ConditionExpression: "#count = :before",
                  ExpressionAttributeNames: { "#count": "count" },
                  ExpressionAttributeValues: { ":before": before.count },
                }),
          }),
        ),
      );
      if (isWritten) return projects.length;
      await pauseAtRandom(attempt);
    }
    throw new TransientError("Projects come and go too fast to be counted.");
  };
