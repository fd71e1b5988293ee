import { isRecord, listOf, recordOf, textOf } from "../../json-values.ts";
import { type Assembly, AwsError, type Log, type Resource } from "../../types.ts";
import type { Backend } from "./backend.ts";

export interface TableTtl {
  readonly table: string;
  readonly attribute: string;
  /** Names of the key's attributes. */
  readonly key: readonly string[];
}

/**
 * Creates the template's tables that the database does not have yet, and indexes that were added since. Streams are not
 * emulated: nothing here reads one (an event source mapping on a stream is refused where mappings are read).
 *
 * @returns the tables whose items expire
 * @throws Error naming a table whose stored key differs from the template's
 */
export async function ensureTables(assembly: Assembly, backend: Backend, log: Log): Promise<TableTtl[]> {
  const expiring: TableTtl[] = [];
  const tables = [
    ...assembly.ofType("AWS::DynamoDB::Table"),
    ...assembly.ofType("AWS::DynamoDB::GlobalTable"),
  ];
  for (const table of tables) {
    await ensureTable(table, backend, log);
    const ttl = recordOf(table.properties.TimeToLiveSpecification);
    const attribute = textOf(ttl.AttributeName);
    if (attribute === undefined || ttl.Enabled === false || ttl.Enabled === "false") continue;
    await enableTtl(backend, table.ref, attribute);
    expiring.push({ table: table.ref, attribute, key: keyNames(table.properties.KeySchema) });
  }
  return expiring;
}

async function ensureTable(table: Resource, backend: Backend, log: Log): Promise<void> {
  const { KeySchema, AttributeDefinitions, LocalSecondaryIndexes } = table.properties;
  const indexes = listOf(table.properties.GlobalSecondaryIndexes).map(globalIndex);
  const stored = await describe(backend, table.ref);
  if (!stored) {
    log.debug("dynamodb.create-table", { table: table.ref });
    await backend.call("CreateTable", {
      TableName: table.ref,
      KeySchema,
      AttributeDefinitions,
      BillingMode: "PAY_PER_REQUEST",
      ...(indexes.length > 0 ? { GlobalSecondaryIndexes: indexes } : {}),
      ...(LocalSecondaryIndexes ? { LocalSecondaryIndexes } : {}),
    });
    return;
  }
  if (JSON.stringify(keyNames(stored.KeySchema)) !== JSON.stringify(keyNames(KeySchema))) {
    throw new Error(
      `table ${table.ref} is stored with another key than the template has: start with --fresh`,
    );
  }
  const storedIndexes = new Set(
    listOf(stored.GlobalSecondaryIndexes).map((index) => recordOf(index).IndexName),
  );
  for (const index of indexes.filter(({ IndexName }) => !storedIndexes.has(IndexName))) {
    log.info("dynamodb.add-index", { table: table.ref, index: index.IndexName });
    await backend.call("UpdateTable", {
      TableName: table.ref,
      AttributeDefinitions,
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    });
  }
}

async function describe(backend: Backend, table: string): Promise<Record<string, unknown> | undefined> {
  try {
    return recordOf((await backend.call("DescribeTable", { TableName: table })).Table);
  } catch (error) {
    if (error instanceof AwsError && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** The parts of an index that the API takes; the template's also say how a global table is provisioned. */
function globalIndex(index: unknown): Record<string, unknown> {
  const { IndexName, KeySchema, Projection } = recordOf(index);
  return { IndexName, KeySchema, Projection };
}

async function enableTtl(backend: Backend, table: string, attribute: string): Promise<void> {
  const current = recordOf(
    (await backend.call("DescribeTimeToLive", { TableName: table })).TimeToLiveDescription,
  );
  if (current.TimeToLiveStatus === "ENABLED" && current.AttributeName === attribute) return;
  await backend.call("UpdateTimeToLive", {
    TableName: table,
    TimeToLiveSpecification: { AttributeName: attribute, Enabled: true },
  });
}

function keyNames(schema: unknown): string[] {
  return listOf(schema).flatMap((part) => (isRecord(part) ? [String(part.AttributeName)] : []));
}
