import { GetCommand, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import {
  type AgentEvent,
  type AgentEventName,
  agentEventPayloads,
  terminalEvents,
} from "../../contract/agent-events.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { LoggedEvent } from "../../ports/event-log.ts";
import type { Table } from "./core-table.ts";
import type { Head } from "./event-log.ts";
import { loadJson, storedJson } from "./stored-json.ts";

const names = Object.keys(agentEventPayloads);
const eventName = z.custom<AgentEventName>((value) => typeof value === "string" && names.includes(value));

const eventItem = z.lazy(() =>
  z.intersection(
    z.object({
      runId: z.string(),
      seq: z.number(),
      name: eventName,
      atEpochMs: z.number(),
      /** Seconds since 1970: DynamoDB deletes some time later. */
      expiresAt: z.number(),
    }),
    storedJson,
  ),
);
export type EventItem = z.infer<typeof eventItem>;

const headItem = z.lazy(() => z.object({ seq: z.number(), name: eventName }));
const markerItem = z.lazy(() => z.object({ at: z.number() }));
/** Payloads were checked by whoever wrote them: the compiler. */
const agentEvent = z.custom<AgentEvent>();

export const markerKeyOf = (runId: string, key: string) => ({ runId: `${runId}#${key}`, seq: 0 });

/** The number that a key was appended under. */
export async function numberOf(table: Table, runId: string, key: string): Promise<number | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: markerKeyOf(runId, key), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : markerItem.parse(Item).at;
}

/** The last event there is, whoever wrote it. */
export async function headOf(table: Table, runId: string): Promise<Head> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      ...runQuery(table, runId),
      ProjectionExpression: "#seq, #name",
      ExpressionAttributeNames: { "#seq": "seq", "#name": "name" },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  if (Items[0] === undefined) return { seq: 0, isTerminal: false };
  const { seq, name } = headItem.parse(Items[0]);
  return { seq, isTerminal: terminalEvents.includes(name) };
}

/** Ascending from `afterSeq + 1`. */
export async function readItems(
  table: Table,
  runId: string,
  afterSeq: number,
  limit: number,
): Promise<EventItem[]> {
  const found: EventItem[] = [];
  let startKey: QueryCommandInput["ExclusiveStartKey"];
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: "runId = :runId AND seq > :after",
        ExpressionAttributeValues: { ":runId": runId, ":after": afterSeq },
        ExclusiveStartKey: startKey,
        Limit: limit - found.length,
      }),
    );
    for (const raw of Items) {
      const item = eventItem.parse(raw);
      // A query is no snapshot: it may pass the place of 6 before 6 is written and then meet 7. The next read has both.
      if (item.seq !== afterSeq + found.length + 1) return found;
      found.push(item);
    }
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined && found.length < limit);
  return found;
}

/** The latest event of one name. */
export async function latestItem(
  table: Table,
  runId: string,
  name: AgentEventName,
): Promise<EventItem | undefined> {
  let startKey: QueryCommandInput["ExclusiveStartKey"];
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        ...runQuery(table, runId),
        FilterExpression: "#name = :name",
        ExpressionAttributeNames: { "#name": "name" },
        ExpressionAttributeValues: { ":runId": runId, ":name": name },
        ScanIndexForward: false,
        ExclusiveStartKey: startKey,
      }),
    );
    if (Items[0] !== undefined) return eventItem.parse(Items[0]);
    startKey = LastEvaluatedKey;
  } while (startKey !== undefined);
  return undefined;
}

const runQuery = (table: Table, runId: string) => ({
  TableName: table.name,
  ConsistentRead: true,
  KeyConditionExpression: "runId = :runId",
  ExpressionAttributeValues: { ":runId": runId },
});

export async function toLoggedEvent(blobs: BlobStore, item: EventItem): Promise<LoggedEvent> {
  const { runId, seq, name, atEpochMs } = item;
  const payload = await loadJson(blobs, item);
  return { runId, seq, event: agentEvent.parse({ name, payload }), atEpochMs };
}
