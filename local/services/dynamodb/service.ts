import { join } from "node:path";
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  REGION,
  type Service,
  type ServiceContext,
} from "../../types.ts";
import { type Backend, startBackend } from "./backend.ts";
import { type BackendKind, preferredBackend } from "./backend-command.ts";
import { grantsOf } from "./operation-grants.ts";
import { ensureTables } from "./tables.ts";
import { createTtlSweeper } from "./ttl-sweeper.ts";

export interface DynamoDbService extends Service {
  readonly backend: BackendKind;
  /** Deletes what has expired by now, so that a test need not wait for the sweep. @returns how many items went */
  expire(): Promise<number>;
  close(): Promise<void>;
}

export interface DynamoDbOptions {
  /** @default the native one where it is installed */
  readonly backend?: BackendKind;
}

/**
 * DynamoDB over a real database in a child process, with the template's tables and their expiry. Limits (400 KB items, 100
 * parts of a transaction) are the database's own. Tables outlive a stop, in `<stateDir>/dynamodb`.
 */
export async function createDynamoDbService(
  { assembly, clock, log, stateDir }: Pick<ServiceContext, "assembly" | "clock" | "log" | "stateDir">,
  { backend: kind = preferredBackend() }: DynamoDbOptions = {},
): Promise<DynamoDbService> {
  const backend = await startBackend(kind, join(stateDir, "dynamodb", kind), log);
  try {
    const sweeper = createTtlSweeper(await ensureTables(assembly, backend, log), backend, clock, log);
    return {
      signingName: "dynamodb",
      backend: kind,
      grantsFor: ({ operation, json }) => grantsOf(operation, json),
      handle: (request) => forward(request, backend),
      expire: sweeper.sweep,
      async close() {
        await sweeper.stop();
        await backend.close();
      },
    };
  } catch (error) {
    await backend.close();
    throw error;
  }
}

async function forward(request: AwsRequest, backend: Backend): Promise<AwsResponse> {
  if (request.operation === undefined) throw new AwsError("UnknownOperationException", "no x-amz-target");
  const { status, headers, body } = await backend.send(
    `DynamoDB_20120810.${request.operation}`,
    request.body,
  );
  if (!request.operation.startsWith("Describe")) return { status, headers, body };
  // The native backend writes its own name where a region belongs. The checksum header no longer holds then.
  const described = body
    .toString("utf8")
    .replaceAll("arn:aws:dynamodb:dynoxide:", `arn:aws:dynamodb:${REGION}:`);
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: described };
}
