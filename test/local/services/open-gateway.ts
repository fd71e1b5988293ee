import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createClock } from "../../../local/control/clock.ts";
import { createFaults } from "../../../local/control/faults.ts";
import { errorXml } from "../../../local/services/s3/service.ts";
import {
  type Assembly,
  AwsError,
  type AwsRequest,
  type NeededGrant,
  type Principal,
  type Resource,
  type Service,
  type ServiceContext,
} from "../../../local/types.ts";

/** A principal that the open gateway takes every caller for. */
export const operator: Principal = {
  arn: "arn:aws:iam::000000000000:root",
  isOperator: true,
  policies: [],
  credentials: { accessKeyId: "AKIDOPERATOR", secretAccessKey: "operator-secret" },
};

export interface OpenGateway {
  readonly context: ServiceContext;
  readonly endpoint: string;
  /** What an SDK client takes. */
  readonly clientConfig: {
    endpoint: string;
    region: string;
    credentials: Principal["credentials"];
    maxAttempts: number;
  };
  /** Grants asked for since the last call. */
  takeGrants(): NeededGrant[];
  /** Decides `may`; everything is allowed unless a test sets it. */
  allow(rule: (grant: NeededGrant) => boolean): void;
  /** Registers a service by its signing name. Replaces an earlier one of that name. */
  add(service: Service): void;
  close(): Promise<void>;
}

export interface OpenGatewayOptions {
  /** Kept over restarts; a temporary folder unless given. */
  readonly stateDir?: string;
  readonly invokeFunction?: ServiceContext["internal"]["invokeFunction"];
  /** What functions do when a service invokes them as a role. A thrown `FunctionFailure` is a function's error. */
  readonly lambda?: (functionName: string, payload: unknown) => unknown;
}

/** A function that failed: its error object is the payload. */
export class FunctionFailure extends Error {
  readonly errorType: string | undefined;
  constructor(errorType: string | undefined, message = "") {
    super(message);
    this.errorType = errorType;
  }
}

/** One resource of a test's template. */
export function resource(
  logicalId: string,
  type: string,
  ref: string,
  properties: Record<string, unknown> = {},
  attributes: Record<string, string> = {},
): Resource {
  return { logicalId, type, ref, properties, attributes, metadata: {} };
}

const ignore = () => undefined;

function assemblyOf(resources: readonly Resource[]): Assembly {
  return {
    resources,
    outputs: {},
    ofType: (type) => resources.filter((each) => each.type === type),
    get(logicalId) {
      const found = resources.find((each) => each.logicalId === logicalId);
      if (found === undefined) throw new Error(`the template has no ${logicalId}`);
      return found;
    },
    assetPath(key) {
      throw new Error(`the test has no asset ${key}`);
    },
  };
}

/**
 * An AWS endpoint that trusts everyone: for tests of one service with real SDK clients. Calls between services
 * (`internal.call`) reach the services added to it, by their JSON operations.
 */
export async function openGateway(
  resources: readonly Resource[],
  options: OpenGatewayOptions = {},
): Promise<OpenGateway> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), "open-gateway-"));
  const services = new Map<string, Service>();
  let grants: NeededGrant[] = [];
  let rule: (grant: NeededGrant) => boolean = () => true;
  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      response.statusCode = 500;
      response.end(`{"__type":"InternalFailure","message":${JSON.stringify(String(cause))}}`);
    });
  });

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const awsRequest = toAwsRequest(request, Buffer.concat(chunks));
    const service = services.get(awsRequest.service);
    if (service === undefined) throw new Error(`no service ${awsRequest.service}`);
    try {
      grants.push(...service.grantsFor(awsRequest));
      const { status, headers, body } = await service.handle(awsRequest);
      response.writeHead(status, headers);
      if (body instanceof Readable) body.pipe(response);
      else response.end(body);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (service.signingName === "s3") {
        response.writeHead(error.status, { "content-type": "application/xml" });
        response.end(request.method === "HEAD" ? undefined : errorXml(error, "test"));
        return;
      }
      response.writeHead(error.status, {
        "content-type": "application/x-amz-json-1.0",
        "x-amzn-errortype": error.name,
      });
      response.end(JSON.stringify({ __type: error.name, message: error.message, ...error.fields }));
    }
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context: ServiceContext = {
    assembly: assemblyOf(resources),
    clock: createClock(),
    faults: createFaults(),
    log: { info: ignore, warn: ignore, debug: ignore },
    stateDir,
    endpoint,
    principalOf: () => operator,
    operator,
    internal: {
      call: (_role, service, operation, input) =>
        service === "lambda"
          ? invokeFake(options.lambda, input)
          : callInside(services, service, operation, input),
      invokeFunction:
        options.invokeFunction ?? (() => Promise.reject(new Error("this test invokes no function"))),
    },
    may: async (_principal, grant) => rule(grant),
  };
  return {
    context,
    endpoint,
    clientConfig: { endpoint, region: "us-east-1", credentials: operator.credentials, maxAttempts: 1 },
    takeGrants() {
      const taken = grants;
      grants = [];
      return taken;
    },
    allow(next) {
      rule = next;
    },
    add(service) {
      services.set(service.signingName, service);
    },
    async close() {
      for (const service of services.values()) await service.close?.();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
    },
  };
}

function toAwsRequest(request: IncomingMessage, body: Buffer): AwsRequest {
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  const scope =
    request.headers.authorization ?? `Credential=${query.get("X-Amz-Credential") ?? "x/x/x/s3/x"}`;
  const service = /Credential=[^/]+\/[^/]+\/[^/]+\/([^/]+)\//.exec(scope)?.[1] ?? "s3";
  const target = request.headers["x-amz-target"];
  const isJson = (request.headers["content-type"] ?? "").includes("json") && service !== "s3";
  return {
    service,
    operation: typeof target === "string" ? target.split(".").at(-1) : undefined,
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query,
    headers: request.headers,
    body,
    json: isJson && body.length > 0 ? (JSON.parse(body.toString("utf8")) as Record<string, unknown>) : {},
    principal: operator,
  };
}

async function callInside(
  services: ReadonlyMap<string, Service>,
  name: string,
  operation: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const service = services.get(name);
  if (service === undefined) throw new Error(`no service ${name}`);
  const body = Buffer.from(JSON.stringify(input));
  const response = await service.handle({
    service: name,
    operation,
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {},
    body,
    json: input,
    principal: operator,
  });
  return response.body === undefined ? {} : (JSON.parse(String(response.body)) as Record<string, unknown>);
}

async function invokeFake(
  lambda: OpenGatewayOptions["lambda"],
  { FunctionName, Payload }: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  if (lambda === undefined) throw new Error("this test invokes no function");
  try {
    return { StatusCode: 200, Payload: (await lambda(String(FunctionName), Payload)) ?? null };
  } catch (failure) {
    if (!(failure instanceof FunctionFailure)) throw failure;
    const { errorType, message } = failure;
    return {
      StatusCode: 200,
      FunctionError: "Unhandled",
      Payload: { ...(errorType && { errorType }), errorMessage: message },
    };
  }
}
