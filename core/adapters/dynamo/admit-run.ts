import type { CreditChange } from "../../ports/credit-store.ts";
import type { Admission, Run } from "../../ports/runs.ts";
import { getItem, type Table } from "./core-table.ts";
import { creditItems } from "./credit-store.ts";
import { projectKey } from "./project-items.ts";
import { LOCKS_PARTITION, lockItem, lockKey, lockSortKey } from "./run-items.ts";
import { type TransactItems, transact } from "./transact.ts";

interface NewRun {
  readonly run: Run;
  /** The run as it is stored. */
  readonly Item: Record<string, unknown>;
  readonly leaseUntilEpochMs: number;
  readonly hold: CreditChange | undefined;
}

const isNew = "attribute_not_exists(pk)";

/** See RunStore.admit. One transaction; what was in the way is read only when it failed. */
export async function admitRun(table: Table, admitted: NewRun): Promise<Admission> {
  const result = await transact(table, itemsOf(table.name, admitted));
  if (result.isWritten) return { outcome: "admitted" };
  const [isLockFree, , isProjectFree] = result.reasons.map(({ Code }) => Code === "None");
  const { runId, userId } = admitted.run;
  const lock = isLockFree ? undefined : await getItem(table, lockItem, lockKey(userId));
  if (lock !== undefined) return lock.runId === runId ? { outcome: "admitted" } : { outcome: "locked", lock };
  return { outcome: isProjectFree === false ? "rendering" : "stale" };
}

function itemsOf(TableName: string, { run, Item, leaseUntilEpochMs, hold }: NewRun): TransactItems {
  const { runId, userId, projectId, createdAtEpochMs } = run;
  const lock = {
    ...lockKey(userId),
    gsi1pk: LOCKS_PARTITION,
    gsi1sk: lockSortKey(leaseUntilEpochMs, runId),
    userId,
    runId,
    projectId,
    takenAtEpochMs: createdAtEpochMs,
    leaseUntilEpochMs,
  };
  return [
    { Put: { TableName, Item: lock, ConditionExpression: isNew } },
    { Put: { TableName, Item, ConditionExpression: isNew } },
    {
      // A render writes its status before it looks at the lock: one of the two sees the other.
      ConditionCheck: {
        TableName,
        Key: projectKey(projectId),
        ConditionExpression: `${isNew} OR #status <> :rendering`,
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":rendering": "rendering" },
      },
    },
    ...(hold === undefined ? [] : creditItems(TableName, hold)),
  ];
}
