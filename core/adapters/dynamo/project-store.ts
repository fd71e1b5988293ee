import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Composition } from "../../contract/composition.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import {
  type Project,
  type ProjectConditions,
  type ProjectFields,
  type ProjectStore,
  searchable,
} from "../../ports/projects.ts";
import { appendChat, deleteChat, listChat } from "./chat-items.ts";
import { type Filter, getItem, queryItems, type Table } from "./core-table.ts";
import {
  changeable,
  compositionItem,
  compositionKey,
  newProjectItem,
  projectItem,
  projectKey,
  projectsPartition,
  summaryItem,
  summaryKeys,
  toProject,
} from "./project-items.ts";
import { countUpdate, projectOfRequest, requestPut } from "./project-places.ts";
import { findProject, findProjectUnread } from "./project-reads.ts";
import { type StoredJson, storeJson } from "./stored-json.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/** Small ones as readable text, up to 100 KB gzipped in the item, larger ones in S3. */
const INLINE = { plainBytes: 4000, gzippedBytes: 100_000 };
/** Versions whose place is remembered, so that the write that follows a read need not read again. */
const MAX_REMEMBERED = 200;

/** Where a version's composition is: in S3 under the key, else in its item. */
interface Place {
  readonly version: number;
  readonly blobKey: string | undefined;
}

const blobKeyOf = (stored: StoredJson): string | undefined =>
  "blobKey" in stored ? stored.blobKey : undefined;

/** @param blobs private; large compositions go there under `compositions/`, one object a version */
export function dynamoProjectStore(table: Table, blobs: BlobStore): ProjectStore {
  const TableName = table.name;
  const store = (projectId: number, version: number, value: Composition): Promise<StoredJson> => {
    // Two writers may both try to be version 7: the loser's bytes must not be the winner's object.
    const attempt = crypto.randomUUID();
    return storeJson(blobs, `compositions/${projectId}/${version}-${attempt}.json.gz`, value, INLINE);
  };
  const dropBlob = async (blobKey: string | undefined): Promise<void> => {
    if (blobKey !== undefined) await blobs.delete(blobKey);
  };
  // A version is written once: where it is never changes.
  const places = new Map<string, Place>();
  const remember = ({ projectId, version }: Project, stored: StoredJson): void => {
    const oldest = places.keys().next();
    if (places.size >= MAX_REMEMBERED && !oldest.done) places.delete(oldest.value);
    places.set(`${projectId}/${version}`, { version, blobKey: blobKeyOf(stored) });
  };
  const find: typeof findProject = async (...args) => {
    const found = await findProject(...args);
    if (found !== undefined) remember(found.project, found.stored);
    return found;
  };
  const readPlace = async (projectId: number): Promise<Place | undefined> => {
    const stored = await getItem(table, compositionItem, compositionKey(projectId));
    return stored && { version: stored.version, blobKey: blobKeyOf(stored) };
  };

  return {
    async create(project, { maxProjects, requestId } = {}) {
      const { projectId, userId, version } = project;
      const stored = await store(projectId, version, project.composition);
      const isNew = { TableName, ConditionExpression: "attribute_not_exists(pk)" };
      const result = await transact(table, [
        { Put: { ...isNew, Item: newProjectItem(project) } },
        { Put: { ...isNew, Item: { ...compositionKey(projectId), version, ...stored } } },
        { Update: countUpdate(TableName, userId, 1, maxProjects) },
        ...requestPut(TableName, project, requestId),
      ]);
      if (result.isWritten) return "created";
      await dropBlob(blobKeyOf(stored));
      const [isProjectNew, , hasPlace, isRequestNew] = result.reasons.map(({ Code }) => Code === "None");
      if (isRequestNew === false) return "repeated";
      return hasPlace || isProjectNew === false ? "id-taken" : "full";
    },
    async getByRequest(userId, requestId) {
      const projectId = await projectOfRequest(table, userId, requestId);
      return projectId === undefined ? undefined : (await find(table, blobs, projectId, 0))?.project;
    },
    async get(projectId) {
      const found = await getItem(table, projectItem, projectKey(projectId));
      return found && toProject(found);
    },
    async getToReplace(projectId) {
      const found = await findProjectUnread(table, projectId);
      if (found !== undefined) remember(found.project, found.stored);
      return found?.project;
    },
    getWithComposition: async (projectId) => (await find(table, blobs, projectId, 0))?.project,
    getWithChat: (projectId, chatLimit) => find(table, blobs, projectId, chatLimit),
    listByUser: (userId, only = {}) =>
      queryItems(table, summaryItem, {
        index: "gsi1",
        pk: projectsPartition(userId),
        isAscending: false,
        only: summaryKeys,
        filter: listFilter(only),
      }),
    async writeComposition(projectId, expectedVersion, value, fields, when) {
      const version = expectedVersion + 1;
      const previous = places.get(`${projectId}/${expectedVersion}`) ?? (await readPlace(projectId));
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
      await dropBlob(isWritten ? previous.blobKey : blobKeyOf(stored));
      return isWritten;
    },
    update: (projectId, fields, when) => updateProject(table, projectId, fields, when),
    async delete(projectId) {
      const [project, previous] = await Promise.all([
        getItem(table, projectItem, projectKey(projectId)),
        readPlace(projectId),
      ]);
      // The chat first: what fails in between leaves a project that can be deleted again.
      await deleteChat(table, projectId);
      if (project === undefined) return;
      await transact(table, [
        { Delete: { TableName, Key: projectKey(projectId), ConditionExpression: "attribute_exists(pk)" } },
        { Delete: { TableName, Key: compositionKey(projectId) } },
        { Update: countUpdate(TableName, project.userId, -1) },
      ]);
      await dropBlob(previous?.blobKey);
    },
    appendChat: (...args) => appendChat(table, ...args),
    listChat: (projectId, limit, before) => listChat(table, projectId, limit, before),
  };
}

type ListOnly = NonNullable<Parameters<ProjectStore["listByUser"]>[1]>;

function listFilter({ nameContains, status }: ListOnly): Filter | undefined {
  const conditions: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, string> = {};
  if (nameContains) {
    conditions.push("contains(#searchName, :nameContains)");
    names["#searchName"] = "searchName";
    values[":nameContains"] = searchable(nameContains);
  }
  if (status !== undefined) {
    conditions.push("#status = :status");
    names["#status"] = "status";
    values[":status"] = status;
  }
  return conditions.length === 0 ? undefined : { expression: conditions.join(" AND "), names, values };
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
