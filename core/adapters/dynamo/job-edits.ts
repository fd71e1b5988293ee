import type { PlanEdit } from "../../ports/jobs.ts";
import type { Table } from "./core-table.ts";
import { jobKey, sceneKey } from "./job-items.ts";
import { type TransactItems, transact } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/** Writes an edit of a plan in one transaction. @returns false when the job had moved on */
export async function writeEdit(table: Table, edit: PlanEdit): Promise<boolean> {
  const { name: TableName } = table;
  const { jobId } = edit.job;
  const changes: TransactItems = [
    { Update: { TableName, Key: jobKey(jobId), ...jobUpdate(edit) } },
    ...edit.changed.map((scene) => ({
      Update: {
        TableName,
        Key: sceneKey(jobId, scene.sceneId),
        ConditionExpression: "attribute_exists(pk)",
        ...updateOf({
          index: scene.index,
          title: scene.title,
          narration: scene.narration,
          visualKind: scene.visualKind,
          visualPrompt: scene.visualPrompt,
          remoteUrl: scene.remoteUrl,
          narrationUrl: scene.narrationUrl,
          voice: scene.voice,
          durationInSeconds: scene.durationInSeconds,
        }),
      },
    })),
    ...edit.added.map((scene) => ({
      Put: {
        TableName,
        Item: { ...sceneKey(jobId, scene.sceneId), ...scene },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    })),
    ...edit.removed.map((sceneId) => ({ Delete: { TableName, Key: sceneKey(jobId, sceneId) } })),
  ];
  return (await transact(table, changes)).isWritten;
}

function jobUpdate({ job, after }: PlanEdit) {
  const { version = 1, state } = job;
  const isSame = "#version = :version";
  return {
    // A job that was never edited may have no version.
    ConditionExpression: `#state = :state AND ${version === 1 ? `(attribute_not_exists(#version) OR ${isSame})` : isSame}`,
    ...updateOf(
      { ...after, version: version + 1 },
      {
        names: { "#state": "state", "#version": "version" },
        values: { ":state": state, ":version": version },
      },
    ),
  };
}
