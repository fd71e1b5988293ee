import { textOf } from "../../json-values.ts";
import {
  ACCOUNT_ID,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  REGION,
  type Service,
} from "../../types.ts";
import { jsonAnswer } from "../json-answer.ts";
import type { Secret, SecretStore, SecretVersion } from "./secret-store.ts";

const OPERATIONS = new Set(["GetSecretValue", "DescribeSecret", "PutSecretValue"]);

/** Secrets Manager over the store: reading and replacing values; secrets themselves come from the template. */
export function createSecretsManagerService(store: SecretStore): Service {
  return {
    signingName: "secretsmanager",
    grantsFor({ operation, json }) {
      if (operation === undefined || !OPERATIONS.has(operation)) throw unknownOperation(operation);
      const id = secretId(json);
      const arn = store.find(id)?.arn ?? (id.startsWith("arn:") ? id : arnOfUnknown(id));
      return [{ action: `secretsmanager:${operation}`, resource: arn }];
    },
    async handle(request) {
      const secret = store.get(secretId(request.json));
      switch (request.operation) {
        case "GetSecretValue":
          return getValue(secret, request);
        case "DescribeSecret":
          return describe(secret);
        case "PutSecretValue":
          return putValue(secret, request, store);
        default:
          throw unknownOperation(request.operation);
      }
    },
  };
}

function getValue(secret: Secret, { json }: AwsRequest): AwsResponse {
  const wantedId = textOf(json.VersionId);
  const wantedStage = textOf(json.VersionStage);
  const found = stagesOf(secret).find(
    ({ stage, version }) =>
      (wantedId === undefined || version.id === wantedId) &&
      stage === (wantedStage ?? (wantedId === undefined ? "AWSCURRENT" : stage)),
  );
  if (!found) {
    throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret value.");
  }
  return jsonAnswer({
    ARN: secret.arn,
    Name: secret.name,
    VersionId: found.version.id,
    SecretString: found.version.text,
    VersionStages: [found.stage],
    CreatedDate: found.version.createdEpochMs / 1000,
  });
}

function describe(secret: Secret): AwsResponse {
  return jsonAnswer({
    ARN: secret.arn,
    Name: secret.name,
    LastChangedDate: secret.current.createdEpochMs / 1000,
    VersionIdsToStages: Object.fromEntries(
      stagesOf(secret).map(({ stage, version }) => [version.id, [stage]]),
    ),
  });
}

function putValue(secret: Secret, { json }: AwsRequest, store: SecretStore): AwsResponse {
  const text = textOf(json.SecretString);
  if (text === undefined) throw new AwsError("InvalidParameterException", "You must provide SecretString.");
  if (json.VersionStages !== undefined) {
    throw new AwsError("InvalidParameterException", "the local cloud only puts AWSCURRENT");
  }
  const { current } = store.put(secret.arn, text, textOf(json.ClientRequestToken));
  return jsonAnswer({
    ARN: secret.arn,
    Name: secret.name,
    VersionId: current.id,
    VersionStages: ["AWSCURRENT"],
  });
}

function stagesOf(secret: Secret): { stage: string; version: SecretVersion }[] {
  const current = { stage: "AWSCURRENT", version: secret.current };
  return secret.previous ? [current, { stage: "AWSPREVIOUS", version: secret.previous }] : [current];
}

function secretId(json: Record<string, unknown>): string {
  const id = textOf(json.SecretId);
  if (id === undefined) throw new AwsError("InvalidParameterException", "You must provide SecretId.");
  return id;
}

/** For the denial's message: AWS, too, puts question marks where the random characters are not known. */
function arnOfUnknown(name: string): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-??????`;
}

function unknownOperation(operation: string | undefined): AwsError {
  return new AwsError("UnknownOperationException", `the local Secrets Manager has no operation ${operation}`);
}
