import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createAccount } from "../../../core/accounts/create-account.ts";
import { createApiKey } from "../../../core/accounts/create-api-key.ts";
import { createKeyLookup } from "../../../core/accounts/key-lookup.ts";
import { dynamoAccountStore } from "../../../core/adapters/dynamo/account-store.ts";
import { dynamoCreditStore } from "../../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../../core/adapters/dynamo/project-store.ts";
import {
  dynamoKeyedRequestStore,
  dynamoRequestCounter,
} from "../../../core/adapters/dynamo/request-store.ts";
import { dynamoRunStore } from "../../../core/adapters/dynamo/run-store.ts";
import { dynamoTemplateStore } from "../../../core/adapters/dynamo/template-store.ts";
import { systemIds } from "../../../core/adapters/system/ids.ts";
import { topUp } from "../../../core/credits/add-credits.ts";
import { createProject } from "../../../core/projects/create-project.ts";
import { runAgentRoute } from "../../../functions/agent-stream/routes/run-agent.ts";
import type { AgentStreamDeps } from "../../../functions/agent-stream/wiring.ts";
import { projectSurface } from "../../../functions/runtime/http-answer.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import type { Protection } from "../../../functions/runtime/protection.ts";
import { agentWorld, requestBody } from "../../core/agent/agent-world.ts";
import { startDynamoDb, type TestDynamoDb } from "../../suites/dynamo-db.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { lambdaContext, lambdaEvent } from "../lambda-event.ts";
import { countRounds } from "./count-rounds.ts";

const MOST_ROUNDS = 6;

type StreamHandler = (event: unknown, stream: PassThrough, context: unknown) => Promise<void>;
vi.stubGlobal("awslambda", {
  streamifyResponse: (handler: StreamHandler) => handler,
  HttpResponseStream: {
    from(stream: PassThrough, metadata: unknown) {
      stream.emit("metadata", metadata);
      return stream;
    },
  },
});
const { streamingFunction } = await import("../../../functions/runtime/http-function.ts");

let database: TestDynamoDb;
beforeAll(async () => {
  database = await startDynamoDb();
});
afterAll(() => database.stop());

/** A function that has answered nobody yet, with an account that may run the agent. */
async function coldFunction() {
  const { core, events } = database;
  const world = await agentWorld(() => []);
  const { clock } = world;
  const data = inMemoryBlobStore();
  const accounts = dynamoAccountStore(core);
  const deps: AgentStreamDeps = {
    ...world.deps,
    ids: systemIds,
    data,
    credits: dynamoCreditStore(core),
    projects: dynamoProjectStore(core, data),
    runs: dynamoRunStore(core, data),
    jobs: dynamoJobStore(core),
    requests: dynamoRequestCounter(core),
    log: dynamoEventLog({ table: events, blobs: data, clock }),
    lookUp: createKeyLookup({ accounts, clock }),
    logger: createLogger("test"),
  };
  const making = { ...deps, accounts, templates: dynamoTemplateStore(core) };
  const email = `${systemIds.next("who")}@example.com`;
  const account = await createAccount(making, { email, plan: "pro_plus" });
  const { apiKey } = await createApiKey(making, { userId: account.userId, name: "test" });
  await topUp(deps, { userId: account.userId, topUpId: "start", credits: 1000 });
  const { projectId } = await createProject(making, account, { name: "Film" });
  const protection: Protection = {
    clock,
    ids: systemIds,
    requests: deps.requests,
    keyedRequests: dynamoKeyedRequestStore(core),
    accountOf: ({ "api-key": key = "" }) => deps.lookUp(key),
  };
  const handler: unknown = streamingFunction({
    surface: projectSurface,
    logger: deps.logger,
    checkOrigin: async () => undefined,
    protection,
    routes: [runAgentRoute(deps)],
  });
  /** @returns the rounds until the stream opened, and what it opened with */
  const admit = async (headers: Record<string, string> = {}) => {
    const counted = countRounds(core.client);
    const stream = new PassThrough();
    const opened = new Promise<{ metadata: { statusCode: number; headers: object }; rounds: string[][] }>(
      (resolve) => {
        stream.once("metadata", (metadata) => resolve({ metadata, rounds: counted.take() }));
      },
    );
    const body = requestBody({ projectId, email, apiKey });
    const event = lambdaEvent({
      method: "POST",
      path: "/api/agent",
      headers: { "api-key": apiKey, ...headers },
      body,
    });
    const rest = text(stream);
    // The stream closes as soon as it is open.
    await (handler as StreamHandler)(event, stream, lambdaContext());
    counted.stop();
    return { ...(await opened), body: await rest };
  };
  const endRun = async (runId: string) => {
    await deps.runs.close(runId, "done", clock.now());
    await deps.runs.unlock(account.userId, runId);
  };
  return { admit, endRun };
}

describe("the admission of a run", () => {
  it(`waits for DynamoDB at most ${MOST_ROUNDS} times, in a function that knows nobody yet`, async () => {
    const { admit } = await coldFunction();
    const { metadata, rounds } = await admit({ "idempotency-key": "a" });
    expect(metadata).toMatchObject({ statusCode: 200, headers: { "x-run-id": expect.any(String) } });
    expect(rounds.length, JSON.stringify(rounds)).toBeLessThanOrEqual(MOST_ROUNDS);
    expect(rounds.flat()).toContain("TransactWriteItemsCommand");
  });

  it("waits less often for a caller that it knows, and once less without an Idempotency-Key", async () => {
    const { admit, endRun } = await coldFunction();
    const first = await admit();
    expect(first.rounds.length, JSON.stringify(first.rounds)).toBeLessThanOrEqual(MOST_ROUNDS - 1);
    await endRun(/run_\w+/.exec(JSON.stringify(first.metadata))?.[0] ?? "");
    const { metadata, rounds } = await admit();
    expect(metadata.statusCode).toBe(200);
    expect(rounds.length, JSON.stringify(rounds)).toBeLessThanOrEqual(3);
  });
});
