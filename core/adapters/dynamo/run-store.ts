import { randomUUID } from "node:crypto";
import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { JournalledTool, JournalledTurn, RunJournal, RunLock, RunStore } from "../../ports/runs.ts";
import { admitRun } from "./admit-run.ts";
import { getItem, queryItems, type Table } from "./core-table.ts";
import {
  JOURNAL_PREFIX,
  journalItem,
  LOCKS_PARTITION,
  lockItem,
  lockKey,
  lockSortKey,
  requestKey,
  runItem,
  runKey,
  toolKey,
  toolOf,
  turnKey,
  turnOf,
} from "./run-items.ts";
import { loadJson, storedJson, storeJson } from "./stored-json.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/** How long a run and its journal are kept: far longer than its events. */
const KEPT_FOR_SECONDS = 90 * 24 * 3600;

const IS_LIVE = "#state IN (:admitted, :running)";
const liveNames = { "#state": "state" };
const liveValues = { ":admitted": "admitted", ":running": "running" };

/** A request that is larger than a few edits need goes to S3: every step of its run reads it. */
const INLINE = { plainBytes: 20_000, gzippedBytes: 100_000 };

/** @param blobs private; large requests go there under `runs/` */
export function dynamoRunStore(table: Table, blobs: BlobStore): RunStore {
  const { client, name: TableName } = table;
  const expiresAt = (fromEpochMs: number): number => Math.ceil(fromEpochMs / 1000) + KEPT_FOR_SECONDS;

  async function readLock(userId: string): Promise<RunLock | undefined> {
    return getItem(table, lockItem, lockKey(userId));
  }

  return {
    admit: (run, leaseUntilEpochMs, hold) => {
      const Item = { ...runKey(run.runId), ...run, expiresAt: expiresAt(run.createdAtEpochMs) };
      return admitRun(table, { run, Item, leaseUntilEpochMs, hold });
    },
    get: (runId) => getItem(table, runItem, runKey(runId)),
    async putRequest({ runId, createdAtEpochMs }, request) {
      const stored = await storeJson(blobs, `runs/${runId}/${randomUUID()}.json.gz`, request, INLINE);
      const Item = { ...requestKey(runId), ...stored, expiresAt: expiresAt(createdAtEpochMs) };
      await writeIf(() => client.send(new PutCommand({ TableName, Item })));
    },
    async getRequest(runId) {
      const stored = await getItem(table, storedJson, requestKey(runId));
      return stored && loadJson(blobs, stored);
    },
    getLock: readLock,
    renewLease: (userId, runId, leaseUntilEpochMs) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: lockKey(userId),
            ConditionExpression: "runId = :runId",
            ...updateOf(
              { leaseUntilEpochMs, gsi1sk: lockSortKey(leaseUntilEpochMs, runId) },
              { values: { ":runId": runId } },
            ),
          }),
        ),
      ),
    update: (runId, fields) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: runKey(runId),
            ConditionExpression: IS_LIVE,
            ...updateOf(fields, { names: liveNames, values: liveValues }),
          }),
        ),
      ),
    close: (runId, state, atEpochMs) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: runKey(runId),
            ConditionExpression: `${IS_LIVE} OR #state = :state`,
            UpdateExpression: "SET #state = :state, endedAtEpochMs = if_not_exists(endedAtEpochMs, :at)",
            ExpressionAttributeNames: liveNames,
            ExpressionAttributeValues: { ...liveValues, ":state": state, ":at": atEpochMs },
          }),
        ),
      ),
    async unlock(userId, runId) {
      await transact(table, [
        {
          Delete: {
            TableName,
            Key: lockKey(userId),
            ConditionExpression: "runId = :runId",
            ExpressionAttributeValues: { ":runId": runId },
          },
        },
      ]);
    },
    async setModelCredits(runId, modelCredits) {
      await client.send(new UpdateCommand({ TableName, Key: runKey(runId), ...updateOf({ modelCredits }) }));
    },
    listLocks: (limit) => queryItems(table, lockItem, { index: "gsi1", pk: LOCKS_PARTITION, limit }),
    async putTurn(runId, turn) {
      const Item = {
        ...turnKey(runId, turn.turn),
        json: JSON.stringify(turn),
        expiresAt: expiresAt(Date.now()),
      };
      const isFirst = await writeIf(() =>
        client.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" })),
      );
      if (isFirst) return turn;
      const first = await getItem(table, journalItem, turnKey(runId, turn.turn));
      return first === undefined ? turn : turnOf(first.json);
    },
    putTool: (runId, tool, expected) => writeIf(() => client.send(toolPut(TableName, runId, tool, expected))),
    journal: (runId) => readJournal(table, runId),
  };

  function toolPut(
    tableName: string,
    runId: string,
    tool: JournalledTool,
    expected: "absent" | "starting" | "waiting",
  ): PutCommand {
    const Item = {
      ...toolKey(runId, tool.turn, tool.toolUseId),
      state: tool.state,
      json: JSON.stringify(tool),
      expiresAt: expiresAt(Date.now()),
    };
    return new PutCommand({
      TableName: tableName,
      Item,
      ...(expected === "absent"
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : {
            ConditionExpression: "#state = :expected",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":expected": expected },
          }),
    });
  }
}

async function readJournal(table: Table, runId: string): Promise<RunJournal> {
  const entries = await queryItems(table, journalItem, { pk: runKey(runId).pk, beginsWith: JOURNAL_PREFIX });
  const turns: JournalledTurn[] = [];
  const tools: JournalledTool[] = [];
  for (const { sk, json } of entries) {
    if (sk.startsWith("turn#")) turns.push(turnOf(json));
    else tools.push(toolOf(json));
  }
  return { turns, tools };
}
