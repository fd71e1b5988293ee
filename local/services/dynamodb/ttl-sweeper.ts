import { listOf, recordOf } from "../../json-values.ts";
import { AwsError, type Clock, type Log } from "../../types.ts";
import type { Backend } from "./backend.ts";
import type { TableTtl } from "./tables.ts";

export interface TtlSweeper {
  /** Deletes what has expired by the account's clock. @returns how many items went */
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** AWS promises no more than "within a few days"; a laptop is small enough to be prompt. */
const SWEEP_EVERY_MS = 60_000;

/**
 * Deletes items past their time, which the backends do not do. It sweeps each minute of the account's time, and when the
 * clock is moved. Only numbers count, in whole seconds since 1970 UTC, as in DynamoDB.
 */
export function createTtlSweeper(
  tables: readonly TableTtl[],
  backend: Backend,
  clock: Clock,
  log: Log,
): TtlSweeper {
  let isStopped = false;
  let underWay: Promise<number> = Promise.resolve(0);
  let cancelTimer: () => void = () => undefined;

  const sweepAll = async () => {
    let deleted = 0;
    for (const table of tables) deleted += await sweepTable(table, backend, Math.floor(clock.now() / 1000));
    if (deleted > 0) log.debug("dynamodb.expired", { items: deleted });
    return deleted;
  };
  // One after the other: two at once would only look at the same items.
  const sweep = () => {
    underWay = underWay.then(sweepAll, sweepAll);
    return underWay;
  };
  const sweepUnattended = () => {
    if (isStopped) return;
    sweep().catch((error: unknown) => {
      if (!isStopped) log.warn("dynamodb.sweep-failed", { error });
    });
  };
  const tick = () => {
    sweepUnattended();
    cancelTimer = clock.after(SWEEP_EVERY_MS, tick);
  };
  tick();
  clock.onAdvance(sweepUnattended);
  return {
    sweep,
    async stop() {
      isStopped = true;
      cancelTimer();
      // Only its end matters here; a failure was logged where the sweep was started.
      await underWay.catch(() => 0);
    },
  };
}

async function sweepTable(ttl: TableTtl, backend: Backend, nowSeconds: number): Promise<number> {
  const expired = {
    ExpressionAttributeNames: { "#ttl": ttl.attribute },
    ExpressionAttributeValues: { ":now": { N: String(nowSeconds) }, ":number": { S: "N" } },
  };
  const isExpired = "attribute_type(#ttl, :number) AND #ttl < :now";
  let deleted = 0;
  let startKey: unknown;
  do {
    const page = await backend.call("Scan", {
      TableName: ttl.table,
      FilterExpression: isExpired,
      ...expired,
      ...(startKey === undefined ? {} : { ExclusiveStartKey: startKey }),
    });
    for (const item of listOf(page.Items).map(recordOf)) {
      const key = Object.fromEntries(ttl.key.map((name) => [name, item[name]]));
      deleted += await deleteExpired(
        { TableName: ttl.table, Key: key, ConditionExpression: isExpired, ...expired },
        backend,
      );
    }
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined);
  return deleted;
}

/** Somebody may have prolonged the item since the scan: then it stays. */
async function deleteExpired(input: Record<string, unknown>, backend: Backend): Promise<number> {
  try {
    await backend.call("DeleteItem", input);
    return 1;
  } catch (error) {
    if (error instanceof AwsError && error.name === "ConditionalCheckFailedException") return 0;
    throw error;
  }
}
