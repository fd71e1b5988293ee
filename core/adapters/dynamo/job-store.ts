import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { JobStore, Scene, SceneCondition, SceneFields } from "../../ports/jobs.ts";
import { getItem, queryItems, sortable, type Table } from "./core-table.ts";
import { jobItem, jobKey, projectJobsPartition, SCENE_PREFIX, sceneItem, sceneKey } from "./job-items.ts";
import { writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

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
      // Last: who sees the job sees all of its scenes.
      await putNew({
        ...jobKey(job.jobId),
        ...job,
        gsi1pk: projectJobsPartition(job.projectId),
        gsi1sk: `${sortable(job.createdAtEpochMs)}#${job.jobId}`,
      });
    },
    get: (jobId) => getItem(table, jobItem, jobKey(jobId)),
    async latestOfProject(projectId) {
      const pk = projectJobsPartition(projectId);
      const [latest] = await queryItems(table, jobItem, { index: "gsi1", pk, isAscending: false, limit: 1 });
      return latest;
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
    getScene: (jobId, sceneId) => getItem(table, sceneItem, sceneKey(jobId, sceneId)),
    async listScenes(jobId) {
      const scenes = await queryItems(table, sceneItem, { pk: jobKey(jobId).pk, beginsWith: SCENE_PREFIX });
      return scenes.toSorted((a: Scene, b: Scene) => a.index - b.index);
    },
    updateScene: (jobId, sceneId, fields, when) =>
      writeIf(() =>
        client.send(
          new UpdateCommand({ TableName, Key: sceneKey(jobId, sceneId), ...sceneUpdate(fields, when) }),
        ),
      ),
  };
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
