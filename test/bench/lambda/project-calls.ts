import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { adminOf } from "../../../bin/cloud/development-account.ts";
import { envVars } from "../../../core/contract/env.ts";
import type { Lambda } from "../../../local/services/lambda/create-lambda.ts";
import { lambdaEvent, type TestRequest } from "../../functions/lambda-event.ts";
import { busyMs, type MeteredRequest } from "./dynamo-meter.ts";
import { arnOf, type MeasuredCloud } from "./measured-cloud.ts";

/** One call of the Project API. */
export interface MeteredCall {
  readonly totalMs: number;
  /** Without the time in which DynamoDB had a request. */
  readonly ownMs: number;
  readonly requests: readonly MeteredRequest[];
  readonly data: unknown;
}

/** Calls of the Project API's function by one account. */
export interface ProjectCalls {
  readonly userId: string;
  /** @throws Error for an answer that is no success */
  call(request: TestRequest): Promise<MeteredCall>;
  /** The same event to the handler that does nothing. */
  callEmpty(request: TestRequest): Promise<number>;
}

const EMAIL = "bench@reelwright.test";
const lambdaAnswer = z.object({
  statusCode: z.number(),
  body: z.string(),
  isBase64Encoded: z.boolean().optional(),
});

export async function prepareProjectCalls(measured: MeasuredCloud, lambda: Lambda): Promise<ProjectCalls> {
  const { cloud, meter, apiFunctions, emptyArn } = measured;
  const resource = apiFunctions.get("ProjectsApi");
  if (resource === undefined) throw new Error("the template has no function ProjectsApi");
  const admin = adminOf(cloud);
  const { userId } = await admin.ask(
    { action: "account.create", requestId: "bench", email: EMAIL, plan: "pro_plus", credits: 0 },
    z.object({ userId: z.string() }),
  );
  const { apiKey } = await admin.ask(
    { action: "key.create", requestId: "bench", userId, name: "bench" },
    z.object({ apiKey: z.string() }),
  );
  const headers = { "api-key": apiKey, "x-origin-secret": await originSecretOf(measured) };

  const invoke = async (arn: string, { query, body, ...request }: TestRequest) => {
    const event = lambdaEvent({
      ...request,
      headers: { ...headers, ...request.headers },
      query: { email: EMAIL, ...query },
      ...(body !== undefined && { body: { email: EMAIL, ...(body as object) } }),
    });
    const startedMs = performance.now();
    const answer = await lambda.invokeForHttp(arn, event, crypto.randomUUID());
    const totalMs = performance.now() - startedMs;
    if (answer.kind !== "payload") throw new Error(`${request.path}: ${JSON.stringify(answer)}`);
    const { statusCode, body: text } = lambdaAnswer.parse(JSON.parse(answer.body.toString()));
    if (statusCode >= 300) throw new Error(`${request.path} answered ${statusCode}: ${text}`);
    return { totalMs, text };
  };

  return {
    userId,
    async call(request) {
      meter.take();
      const { totalMs, text } = await invoke(arnOf(resource), request);
      const requests = meter.take();
      const { data } = z.object({ data: z.unknown() }).parse(JSON.parse(text));
      return { totalMs, ownMs: totalMs - busyMs(requests), requests, data };
    },
    callEmpty: async (request) => (await invoke(emptyArn, request)).totalMs,
  };
}

/** What CloudFront says to every function. */
export async function originSecretOf({ cloud, apiFunctions }: MeasuredCloud): Promise<string> {
  const { Environment } = apiFunctions.get("ProjectsApi")?.properties ?? {};
  const { Variables } = z.object({ Variables: z.record(z.string(), z.string()) }).parse(Environment);
  const { awsEndpoint: endpoint, region, operator: credentials } = cloud;
  const client = new SecretsManagerClient({ endpoint, region, credentials });
  const secret = new GetSecretValueCommand({ SecretId: Variables[envVars.originSecret] });
  const { SecretString = "" } = await client.send(secret);
  client.destroy();
  return z.object({ current: z.string() }).parse(JSON.parse(SecretString)).current;
}
