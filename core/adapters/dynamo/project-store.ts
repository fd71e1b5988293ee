import { setTimeout as pause } from "node:timers/promises";
import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Composition } from "../../contract/composition.ts";
import { TransientError } from "../../contract/errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { ProjectConditions, ProjectFields, ProjectStore } from "../../ports/projects.ts";
import { appendChat, deleteChat, listChat } from "./chat-items.ts";
import { getItem, queryItems, type Table } from "./core-table.ts";
import {
  changeable,
  compositionItem,
  compositionKey,
  newProjectItem,
  projectItem,
  projectKey,
  toProject,
} from "./project-items.ts";
import { loadJson, MissingBlobError, type StoredJson, storeJson } from "./stored-json.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/** Small ones as readable text, up to 100 KB gzipped in the item, larger ones in S3. */
const INLINE = { plainBytes: 4000, gzippedBytes: 100_000 };

const composition = z.custom<Composition>();
const both = z.union([
  z.object({ sk: z.literal("project"), ...projectItem.shape }),
  z.intersection(z.object({ sk: z.literal("composition") }), compositionItem),
]);

/** @param blobs private; large compositions go there under `compositions/`, one object a version */
export function dynamoProjectStore(table: Table, blobs: BlobStore): ProjectStore {
  const TableName = table.name;
  const store = (projectId: number, version: number, value: Composition): Promise<StoredJson> => {
    // Two writers may both try to be version 7: the loser's bytes must not be the winner's object.
    const attempt = crypto.randomUUID();
    return storeJson(blobs, `compositions/${projectId}/${version}-${attempt}.json.gz`, value, INLINE);
  };
  const dropBlob = async (stored: StoredJson | undefined): Promise<void> => {
    if (stored !== undefined && "blobKey" in stored) await blobs.delete(stored.blobKey);
  };

  return {
    async create(project) {
      const { projectId, version } = project;
      const stored = await store(projectId, version, project.composition);
      const isNew = { TableName, ConditionExpression: "attribute_not_exists(pk)" };
      const { isWritten } = await transact(table, [
        { Put: { ...isNew, Item: newProjectItem(project) } },
        { Put: { ...isNew, Item: { ...compositionKey(projectId), version, ...stored } } },
      ]);
      if (!isWritten) await dropBlob(stored);
      return isWritten;
    },
    async get(projectId) {
      const found = await getItem(table, projectItem, projectKey(projectId));
      return found && toProject(found);
    },
    getWithComposition: (projectId) => readBoth(table, blobs, projectId),
    async listByUser(userId) {
      const selection = { index: "gsi1", pk: `projects#${userId}`, isAscending: false } as const;
      return (await queryItems(table, projectItem, selection)).map(toProject);
    },
    async writeComposition(projectId, expectedVersion, value, fields, when) {
      const version = expectedVersion + 1;
      const previous = await getItem(table, compositionItem, compositionKey(projectId));
      if (previous?.version !== expectedVersion) return false;
      const stored = await store(projectId, version, value);
      const update = conditionalUpdate(
        { ...changeable(fields), version },
        { ...when, version: expectedVersion },
      );
      const { isWritten } = await transact(table, [
        { Update: { TableName, Key: projectKey(projectId), ...update } },
        { Put: { TableName, Item: { ...compositionKey(projectId), version, ...stored } } },
      ]);
      await dropBlob(isWritten ? previous : stored);
      return isWritten;
    },
    update: (projectId, fields, when) => updateProject(table, projectId, fields, when),
    async delete(projectId) {
      const previous = await getItem(table, compositionItem, compositionKey(projectId));
      await transact(table, [
        { Delete: { TableName, Key: projectKey(projectId) } },
        { Delete: { TableName, Key: compositionKey(projectId) } },
      ]);
      await dropBlob(previous);
      await deleteChat(table, projectId);
    },
    appendChat: (projectId, entry) => appendChat(table, projectId, entry),
    listChat: (projectId, limit, before) => listChat(table, projectId, limit, before),
  };
}

async function updateProject(
  table: Table,
  projectId: number,
  fields: ProjectFields,
  when: ProjectConditions | undefined,
): Promise<boolean> {
  const command = new UpdateCommand({
    TableName: table.name,
    Key: projectKey(projectId),
    ...conditionalUpdate(changeable(fields), when),
  });
  return writeIf(() => table.client.send(command));
}

function conditionalUpdate(fields: Record<string, unknown>, when: ProjectConditions = {}) {
  const { status, renderId, version } = when;
  const states = Object.fromEntries((status ?? []).map((each, index) => [`:s${index}`, each]));
  const conditions = ["attribute_exists(pk)"];
  if (status !== undefined) conditions.push(`#status IN (${Object.keys(states).join(", ")})`);
  if (renderId !== undefined) conditions.push("#renderId = :renderId");
  if (version !== undefined) conditions.push("#version = :version");
  return {
    ConditionExpression: conditions.join(" AND "),
    ...updateOf(fields, {
      names: {
        ...(status !== undefined && { "#status": "status" }),
        ...(renderId !== undefined && { "#renderId": "renderId" }),
        ...(version !== undefined && { "#version": "version" }),
      },
      values: {
        ...states,
        ...(renderId !== undefined && { ":renderId": renderId }),
        ...(version !== undefined && { ":version": version }),
      },
    }),
  };
}

const MAX_READS = 20;

/**
 * One query reads both items, but it is no snapshot: a write in between shows one old and one new, or takes the old
 * version's object away. Then it is read again.
 */
async function readBoth(table: Table, blobs: BlobStore, projectId: number) {
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        ConsistentRead: true,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": projectKey(projectId).pk },
      }),
    );
    const items = Items.map((item) => both.parse(item));
    const project = items.find((item) => item.sk === "project");
    const stored = items.find((item) => item.sk === "composition");
    if (project === undefined) return undefined;
    if (stored?.version === project.version) {
      const { sk: _, ...rest } = project;
      try {
        return { ...toProject(rest), composition: composition.parse(await loadJson(blobs, stored)) };
      } catch (error) {
        if (!(error instanceof MissingBlobError)) throw error;
      }
    }
    await pause(5 * attempt);
  }
  throw new TransientError(`Project ${projectId} is being written too fast to be read.`);
}
