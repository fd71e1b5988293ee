import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { createClock } from "../../../../local/control/clock.ts";
import { createFaults } from "../../../../local/control/faults.ts";
import {
  createLambda,
  type Lambda,
  type LambdaOptions,
} from "../../../../local/services/lambda/create-lambda.ts";
import { readBody } from "../../../../local/services/lambda/read-body.ts";
import {
  ACCOUNT_ID,
  type Assembly,
  AwsError,
  type AwsRequest,
  type Clock,
  type Faults,
  type Principal,
  REGION,
  type Resource,
  type ServiceContext,
} from "../../../../local/types.ts";

export const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
export const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/worker`;

const principal: Principal = {
  arn: ROLE_ARN,
  roleArn: ROLE_ARN,
  isOperator: false,
  policies: [],
  credentials: { accessKeyId: "AKIAWORKER", secretAccessKey: "worker-secret", sessionToken: "worker-token" },
};

/** A call that a service made of another one, through `Internal`. */
export interface InternalCall {
  readonly roleArn: string | undefined;
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

export interface TestCloud {
  readonly context: ServiceContext;
  readonly lambda: Lambda;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly calls: InternalCall[];
  readonly logs: { event: string; fields: Record<string, unknown> }[];
  readonly folder: string;
  /** Address of the Lambda API, unsigned. */
  readonly endpoint: string;
  close(): Promise<void>;
}

export interface TestFunction {
  /** Source of `index.mjs`. */
  readonly code: string;
  readonly properties?: Record<string, unknown>;
}

export interface TestCloudOptions {
  readonly functions: Record<string, TestFunction>;
  readonly resources?: Resource[];
  readonly lambda?: LambdaOptions;
  /** Where an earlier cloud kept its state. */
  readonly folder?: string;
  call?(call: InternalCall): Promise<Record<string, unknown>>;
}

export function resource(
  logicalId: string,
  type: string,
  properties: Record<string, unknown>,
  known: Partial<Resource> = {},
): Resource {
  return { logicalId, type, ref: logicalId, attributes: {}, metadata: {}, ...known, properties };
}

/** The Lambda service with functions made of source texts, behind a plain HTTP endpoint for SDK clients. */
export async function startTestCloud(options: TestCloudOptions): Promise<TestCloud> {
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), "lambda-test-"));
  const functions = Object.entries(options.functions).map(([name, { code, properties }]) => {
    mkdirSync(path.join(folder, "code", name), { recursive: true });
    writeFileSync(path.join(folder, "code", name, "index.mjs"), code);
    return resource(
      name,
      "AWS::Lambda::Function",
      {
        Handler: "index.handler",
        Runtime: "nodejs24.x",
        Role: ROLE_ARN,
        Timeout: 10,
        MemorySize: 256,
        Code: { S3Key: name },
        ...properties,
      },
      { attributes: { Arn: arnOf(name) } },
    );
  });
  const resources = [...functions, ...(options.resources ?? [])];
  const assembly: Assembly = {
    resources,
    ofType: (type) => resources.filter((one) => one.type === type),
    get(logicalId) {
      const found = resources.find((one) => one.logicalId === logicalId);
      if (!found) throw new Error(`no resource ${logicalId}`);
      return found;
    },
    outputs: {},
    assetPath: (key) => path.join(folder, "code", key),
  };
  const clock = createClock();
  const faults = createFaults();
  const calls: InternalCall[] = [];
  const logs: TestCloud["logs"] = [];
  const note = (event: string, fields: Record<string, unknown> = {}) => void logs.push({ event, fields });
  const context: ServiceContext = {
    assembly,
    clock,
    faults,
    log: { info: note, warn: note, debug: note },
    stateDir: path.join(folder, "state"),
    endpoint: "http://127.0.0.1:9",
    principalOf: () => principal,
    operator: { ...principal, isOperator: true },
    may: async () => true,
    internal: {
      async call(roleArn, service, operation, input) {
        const call = { roleArn, service, operation, input };
        calls.push(call);
        return (await options.call?.(call)) ?? {};
      },
      invokeFunction: (functionArn, event, invokeOptions) =>
        lambda.invokeFunction(functionArn, event, invokeOptions),
    },
  };
  const lambda = await createLambda(context, options.lambda).catch((error: unknown) => {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const server = http.createServer((request, response) => {
    serve(lambda, request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    context,
    lambda,
    clock,
    faults,
    calls,
    logs,
    folder,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await lambda.close();
      server.close();
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function serve(
  { service }: Lambda,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = await readBody(request);
  const call: AwsRequest = {
    service: "lambda",
    operation: undefined,
    method: request.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    json: {},
    principal,
  };
  try {
    service.grantsFor(call);
    const answer = await service.handle(call);
    response.writeHead(answer.status, answer.headers);
    if (answer.body instanceof Readable) answer.body.pipe(response);
    else response.end(answer.body);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const headers = { "content-type": "application/json", "x-amzn-errortype": error.name };
    response
      .writeHead(error.status, headers)
      .end(JSON.stringify({ Message: error.message, ...error.fields }));
  }
}

/** Resolves when `check` holds; asks again whenever the event loop turns. */
export async function until(check: () => boolean, what: string, withinMs = 10_000): Promise<void> {
  const endsAtMs = performance.now() + withinMs;
  while (!check()) {
    if (performance.now() > endsAtMs) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
