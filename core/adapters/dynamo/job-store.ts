import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import {
  type Job,
  type JobStore,
  restingJobStates,
  type Scene,
  type SceneCondition,
  type SceneFields,
} from "../../ports/jobs.ts";
import { getItem, getItems, queryItems, sortable, type Table } from "./core-table.ts";
import { writeEdit } from "./job-edits.ts";
import {
  jobItem,
  jobKey,
  projectJobsPartition,
  SCENE_PREFIX,
  sceneItem,
  sceneKey,
  userJobsPartition,
} from "./job-items.ts";
import { transact, writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

const keyOnly = z.object({ pk: z.string(), sk: z.string() });
const LONGEST_TRANSACTION = 100;
/** Scenes written at once. */
const PARALLEL_WRITES = 20;

/** Jobs and their scenes in the Core table. */
export function dynamoJobStore(table: Table): JobStore {
  const { client, name: TableName } = table;
  const putNew = (Item: Record<string, unknown>): Promise<boolean> =>
    writeIf(() =>
      client.send(new PutCommand({ TableName, Item, ConditionExpression: "attribute_not_exists(pk)" })),
    );

  return {
    async create(job, scenes) {
      if ((await getItem(table, jobItem, jobKey(job.jobId))) !== undefined) return;
      for (let first = 0; first < scenes.length; first += PARALLEL_WRITES) {
        const some = scenes.slice(first, first + PARALLEL_WRITES);
        await Promise.all(some.map((scene) => putNew({ ...sceneKey(job.jobId, scene.sceneId), ...scene })));
      }
      const byAge = `${sortable(job.createdAtEpochMs)}#${job.jobId}`;
      // Last: who sees the job sees all of its scenes.
      await putNew({
        ...jobKey(job.jobId),
        ...job,
        gsi1pk: projectJobsPartition(job.projectId),
        gsi1sk: byAge,
        gsi2pk: userJobsPartition(job.userId),
        gsi2sk: byAge,
      });
    },
    get: (jobId) => getItem(table, jobItem, jobKey(jobId)),
    async latestOfProject(projectId) {
      const pk = projectJobsPartition(projectId);
      const [latest] = await queryItems(table, jobItem, { index: "gsi1", pk, isAscending: false, limit: 1 });
      return latest;
    },
    async forgetOldest(userId, kept) {
      const jobs = await queryItems(table, jobItem, { index: "gsi2", pk: userJobsPartition(userId) });
      const oldest = jobs
        .filter(({ state }) => restingJobStates.includes(state))
        .slice(0, Math.max(0, jobs.length - kept));
      const forgotten: Job[] = [];
      for (const job of oldest) if (await forget(table, job.jobId)) forgotten.push(job);
      return forgotten;
    },
    update(jobId, fields, when = {}) {
      const conditions = ["attribute_exists(pk)"];
      const names: Record<string, string> = {};
      const values: Record<string, unknown> = {};
      if (when.states !== undefined) {
        conditions.push(stateIn(when.states, names, values));
      }
      return writeIf(() =>
        client.send(
          new UpdateCommand({
            TableName,
            Key: jobKey(jobId),
            ConditionExpression: conditions.join(" AND "),
            ...updateOf(fields, { names, values }),
          }),
        ),
      );
    },
    edit: (edit) => writeEdit(table, edit),
    getScene: (jobId, sceneId) => getItem(table, sceneItem, sceneKey(jobId, sceneId)),
    async getSceneWithJob(jobId, sceneId) {
      const keys = [jobKey(jobId), sceneKey(jobId, sceneId)];
      const found = await getItems(table, keys);
      const [job, scene] = keys.map(({ sk }) => found.find((item) => item.sk === sk));
      return {
        ...(job !== undefined && { job: jobItem.parse(job) }),
        ...(scene !== undefined && { scene: sceneItem.parse(scene) }),
      };
    },
    async listScenes(jobId) {
      const scenes = await queryItems(table, sceneItem, { pk: jobKey(jobId).pk, beginsWith: SCENE_PREFIX });
      return scenes.toSorted((a: Scene, b: Scene) => a.index - b.index);
    },
    async updateScene(jobId, sceneId, fields, when) {
      const Key = sceneKey(jobId, sceneId);
      const update = { TableName, Key, ...sceneUpdate(fields, when), ReturnValues: "ALL_NEW" } as const;
      let after: unknown;
      const isWritten = await writeIf(async () => {
        after = (await client.send(new UpdateCommand(update))).Attributes;
      });
      return isWritten ? sceneItem.parse(after) : undefined;
    },
  };
}

/** The job goes with its first scenes, so that one that is being resumed keeps them all. @returns false: it has not ended */
async function forget(table: Table, jobId: string): Promise<boolean> {
  const { name: TableName } = table;
  const only = ["pk", "sk"];
  const scenes = await queryItems(table, keyOnly, { pk: jobKey(jobId).pk, beginsWith: SCENE_PREFIX, only });
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const job = {
    Key: jobKey(jobId),
    ConditionExpression: stateIn(restingJobStates, names, values),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  };
  const deletions = [job, ...scenes.map((Key) => ({ Key }))].map((each) => ({
    Delete: { TableName, ...each },
  }));
  for (let start = 0; start < deletions.length; start += LONGEST_TRANSACTION) {
    const { isWritten } = await transact(table, deletions.slice(start, start + LONGEST_TRANSACTION));
    if (!isWritten) return false;
  }
  return true;
}

function sceneUpdate(fields: SceneFields, when: SceneCondition) {
  const names: Record<string, string> = { "#generation": "generation" };
  const values: Record<string, unknown> = { ":generation": when.generation };
  const conditions = ["#generation = :generation", stateIn(when.states, names, values)];
  if (when.visualJobId === null) conditions.push("attribute_not_exists(visualJob)");
  else if (when.visualJobId !== undefined) {
    conditions.push("visualJob.vendorJobId = :visualJobId");
    values[":visualJobId"] = when.visualJobId;
  }
  const changed = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value === null ? undefined : value]),
  );
  return { ConditionExpression: conditions.join(" AND "), ...updateOf(changed, { names, values }) };
}

function stateIn(
  states: readonly string[],
  names: Record<string, string>,
  values: Record<string, unknown>,
): string {
  names["#state"] = "state";
  const placeholders = states.map((state, index) => {
    values[`:state${index}`] = state;
    return `:state${index}`;
  });
  return `#state IN (${placeholders.join(", ")})`;
}
