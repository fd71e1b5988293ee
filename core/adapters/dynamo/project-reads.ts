import { setTimeout as pause } from "node:timers/promises";
import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { Composition } from "../../contract/composition.ts";
import { TransientError } from "../../contract/errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { ChatPage, Project, ProjectWithComposition } from "../../ports/projects.ts";
import type { Table } from "./core-table.ts";
import {
  type CompositionItem,
  chatItem,
  compositionItem,
  projectItem,
  projectPartition,
  toProject,
} from "./project-items.ts";
import { loadJson, MissingBlobError } from "./stored-json.ts";

/** A project, where its composition is, and the last of its chat. */
export interface FoundProject {
  readonly project: ProjectWithComposition;
  readonly stored: CompositionItem;
  readonly chat: ChatPage;
}

const MAX_READS = 20;
const composition = z.custom<Composition>();
const storedProject = z.lazy(() => projectItem.unwrap().extend({ chatTotal: z.number().default(0) }));

/** A project, and where its composition is, which is not loaded. */
export async function findProjectUnread(
  table: Table,
  projectId: number,
): Promise<{ readonly project: Project; readonly stored: CompositionItem } | undefined> {
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const found = await readParts(table, projectId, 0);
    if (found !== "torn") return found && { project: toProject(found.fields), stored: found.stored };
    await pause(5 * attempt);
  }
  throw tooFast(projectId);
}

/**
 * One query reads all of it, but it is no snapshot: a write in between shows one old and one new, or takes the old
 * version's object away. Then it is read again.
 */
export async function findProject(
  table: Table,
  blobs: BlobStore,
  projectId: number,
  chatLimit: number,
): Promise<FoundProject | undefined> {
  for (let attempt = 0; attempt < MAX_READS; attempt++) {
    const found = await readParts(table, projectId, chatLimit);
    if (found === undefined) return undefined;
    if (found !== "torn") {
      const { fields, stored, chat } = found;
      try {
        const loaded = composition.parse(await loadJson(blobs, stored));
        return { project: { ...toProject(fields), composition: loaded }, stored, chat };
      } catch (error) {
        if (!(error instanceof MissingBlobError)) throw error;
      }
    }
    await pause(5 * attempt);
  }
  throw tooFast(projectId);
}

const tooFast = (projectId: number): TransientError =>
  new TransientError(`Project ${projectId} is being written too fast to be read.`);

/** @returns `torn` when a write in between shows one old and one new */
async function readParts(table: Table, projectId: number, chatLimit: number) {
  const [project, place, ...entries] = await readBackwards(table, projectId, 2 + chatLimit);
  // A deletion takes it away first or last: what is left of the others is no project.
  if (project?.sk !== "project") return undefined;
  const { chatTotal, ...fields } = storedProject.parse(project);
  const { success, data: stored } = compositionItem.safeParse(place);
  if (!success || stored.version !== fields.version) return "torn";
  const chat: ChatPage = {
    entries: entries.map((entry) => chatItem.parse(entry)).toReversed(),
    total: chatTotal,
  };
  return { fields, stored, chat };
}

/** The last `limit` items of the project's partition, the last first: "project", "composition", then the chat. */
async function readBackwards({ client, name }: Table, projectId: number, limit: number) {
  const items: Record<string, unknown>[] = [];
  let startKey: QueryCommandInput["ExclusiveStartKey"];
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": projectPartition(projectId) },
        Limit: limit - items.length,
        ExclusiveStartKey: startKey,
      }),
    );
    items.push(...(page.Items ?? []));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined && items.length < limit);
  return items;
}
