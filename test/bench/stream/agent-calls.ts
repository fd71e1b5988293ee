import type { Readable } from "node:stream";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { adminOf } from "../../../bin/cloud/development-account.ts";
import { documentClient, type Table } from "../../../core/adapters/dynamo/core-table.ts";
import { emptyComposition } from "../../../core/contract/composition.ts";
import { envVars } from "../../../core/contract/env.ts";
import { takePrelude } from "../../../local/services/front/stream-prelude.ts";
import type { Lambda } from "../../../local/services/lambda/create-lambda.ts";
import { lambdaEvent, type TestRequest } from "../../functions/lambda-event.ts";
import { arnOf, type MeasuredCloud } from "../lambda/measured-cloud.ts";
import { originSecretOf } from "../lambda/project-calls.ts";

/** A stream of the Agent API that has opened. */
export interface OpenStream {
  readonly runId: string;
  /** The function was asked, its answer's head was there; ms of `performance.now()`. */
  readonly askedMs: number;
  readonly openedMs: number;
  readonly body: Readable;
}

/** Calls of the Agent API's streaming function by one account. */
export interface AgentCalls {
  readonly userId: string;
  readonly email: string;
  readonly apiKey: string;
  readonly projectId: number;
  readonly core: Table;
  readonly events: Table;
  /** @throws Error for an answer that is no stream */
  open(lambda: Lambda, request: TestRequest): Promise<OpenStream>;
  close(): void;
}

const EMAIL = "stream@reelwright.test";

export async function prepareAgentCalls(measured: MeasuredCloud): Promise<AgentCalls> {
  const { cloud, apiFunctions } = measured;
  const resource = apiFunctions.get("AgentStream");
  if (resource === undefined) throw new Error("the template has no function AgentStream");
  const admin = adminOf(cloud);
  await admin.ask({ action: "template.seed" }, z.unknown());
  const { userId } = await admin.ask(
    { action: "account.create", requestId: "stream", email: EMAIL, plan: "pro_plus", credits: 1_000_000 },
    z.object({ userId: z.string() }),
  );
  const { apiKey } = await admin.ask(
    { action: "key.create", requestId: "stream", userId, name: "bench" },
    z.object({ apiKey: z.string() }),
  );
  const headers = { "api-key": apiKey, "x-origin-secret": await originSecretOf(measured) };
  const { awsEndpoint: endpoint, region, operator: credentials } = cloud;
  const { Environment } = resource.properties;
  const { Variables } = z.object({ Variables: z.record(z.string(), z.string()) }).parse(Environment);
  const database = new DynamoDBClient({ endpoint, region, credentials });
  const client = documentClient(database);
  const project = await fetch(new URL("/api/video-project", cloud.baseUrl), {
    method: "POST",
    headers: { "api-key": apiKey, "content-type": "application/json" },
    body: JSON.stringify({ email: EMAIL, name: "Bench" }),
  });
  const { data } = z.object({ data: z.object({ id: z.number() }) }).parse(await project.json());
  return {
    userId,
    email: EMAIL,
    apiKey,
    projectId: data.id,
    core: { client, name: Variables[envVars.coreTable] ?? "" },
    events: { client, name: Variables[envVars.eventsTable] ?? "" },
    async open(lambda, request) {
      const { body } = request;
      const event = lambdaEvent({
        ...request,
        headers: { ...headers, ...request.headers },
        ...(body !== undefined && {
          body: {
            composition: emptyComposition(),
            projectId: data.id,
            email: EMAIL,
            apiKey,
            ...(body as object),
          },
        }),
      });
      const askedMs = performance.now();
      const answer = await lambda.invokeForHttp(arnOf(resource), event, crypto.randomUUID());
      const openedMs = performance.now();
      if (answer.kind !== "stream") throw new Error(`${request.path}: ${JSON.stringify(answer)}`);
      const head = await takePrelude(answer.body);
      const parsed = z.object({ headers: z.object({ "x-run-id": z.string() }) }).safeParse(head);
      if (!parsed.success) throw new Error(`${request.path}: ${JSON.stringify(head)}`);
      return { runId: parsed.data.headers["x-run-id"], askedMs, openedMs, body: answer.body };
    },
    close: () => database.destroy(),
  };
}
