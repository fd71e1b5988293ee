import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { documentClient, type Table } from "../../core/adapters/dynamo/core-table.ts";

/** A DynamoDB in its own process, with empty Core and Events tables like those of the template. */
export interface TestDynamoDb {
  readonly core: Table;
  readonly events: Table;
  stop(): Promise<void>;
}

/** Starts the dynoxide binary on a free port, in memory. */
export async function startDynamoDb(): Promise<TestDynamoDb> {
  const port = await freePort();
  const binary = createRequire(import.meta.url).resolve("@dynoxide/linux-x64/dynoxide");
  const child = spawn(binary, ["--port", String(port), "--host", "127.0.0.1"], { stdio: "ignore" });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await untilReady(client, child);
  await createCoreTable(client);
  await createEventsTable(client);
  const document = documentClient(client);
  return {
    core: { client: document, name: "core" },
    events: { client: document, name: "events" },
    async stop() {
      client.destroy();
      if (child.exitCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function untilReady(client: DynamoDBClient, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`dynoxide ended with code ${child.exitCode}`);
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (attempt === 99) throw error;
      await pause(50);
    }
  }
}

async function createCoreTable(client: DynamoDBClient): Promise<void> {
  const index = (name: string) => ({
    IndexName: name,
    Projection: { ProjectionType: "ALL" as const },
    KeySchema: [
      { AttributeName: `${name}pk`, KeyType: "HASH" as const },
      { AttributeName: `${name}sk`, KeyType: "RANGE" as const },
    ],
  });
  await client.send(
    new CreateTableCommand({
      TableName: "core",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"].map((name) => ({
        AttributeName: name,
        AttributeType: "S" as const,
      })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [index("gsi1"), index("gsi2")],
    }),
  );
}

async function createEventsTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: "events",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "runId", AttributeType: "S" },
        { AttributeName: "seq", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "runId", KeyType: "HASH" },
        { AttributeName: "seq", KeyType: "RANGE" },
      ],
    }),
  );
}
