import { listOf, textOf } from "../../json-values.ts";
import {
  ACCOUNT_ID,
  AwsError,
  type AwsRequest,
  type AwsResponse,
  REGION,
  type Service,
} from "../../types.ts";
import { jsonAnswer } from "../json-answer.ts";
import type { Parameter, ParameterStore } from "./parameter-store.ts";

/** SSM's Parameter Store: plain parameters. */
export function createSsmService(store: ParameterStore): Service {
  return {
    signingName: "ssm",
    grantsFor({ operation, json }) {
      switch (operation) {
        case "GetParameter":
        case "PutParameter":
          return [{ action: `ssm:${operation}`, resource: arnOf(required(json, "Name")) }];
        case "GetParameters":
          return listOf(json.Names).map((name) => ({
            action: "ssm:GetParameters",
            resource: arnOf(String(name)),
          }));
        case "GetParametersByPath":
          return [{ action: "ssm:GetParametersByPath", resource: arnOf(required(json, "Path")) }];
        default:
          throw unknownOperation(operation);
      }
    },
    async handle(request) {
      switch (request.operation) {
        case "GetParameter":
          return getOne(request, store);
        case "GetParameters":
          return getMany(request, store);
        case "GetParametersByPath": {
          const found = store.byPath(required(request.json, "Path"), request.json.Recursive === true);
          return jsonAnswer({ Parameters: found.map(shape) });
        }
        case "PutParameter":
          return put(request, store);
        default:
          throw unknownOperation(request.operation);
      }
    },
  };
}

function getOne({ json }: AwsRequest, store: ParameterStore): AwsResponse {
  const name = required(json, "Name");
  const parameter = store.find(name);
  if (!parameter) throw new AwsError("ParameterNotFound", `there is no parameter ${name}`);
  return jsonAnswer({ Parameter: shape(parameter) });
}

function getMany({ json }: AwsRequest, store: ParameterStore): AwsResponse {
  const names = listOf(json.Names).map(String);
  const found = names.map((name) => store.find(name)).filter((parameter) => parameter !== undefined);
  return jsonAnswer({
    Parameters: found.map(shape),
    InvalidParameters: names.filter((name) => !store.find(name)),
  });
}

function put({ json }: AwsRequest, store: ParameterStore): AwsResponse {
  const type = textOf(json.Type);
  const { version } = store.put(required(json, "Name"), required(json, "Value"), {
    overwrite: json.Overwrite === true,
    ...(type === undefined ? {} : { type }),
  });
  return jsonAnswer({ Version: version, Tier: "Standard" });
}

function shape(parameter: Parameter): Record<string, unknown> {
  const { name, type, value, version, changedEpochMs } = parameter;
  return {
    Name: name,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate: changedEpochMs / 1000,
    ARN: arnOf(name),
    DataType: "text",
  };
}

function arnOf(name: string): string {
  if (name.startsWith("arn:")) return name;
  return `arn:aws:ssm:${REGION}:${ACCOUNT_ID}:parameter/${name.replace(/^\//, "")}`;
}

function required(json: Record<string, unknown>, field: string): string {
  const value = textOf(json[field]);
  if (value === undefined) throw new AwsError("ValidationException", `${field} is required`);
  return value;
}

function unknownOperation(operation: string | undefined): AwsError {
  return new AwsError("UnknownOperationException", `the local SSM has no operation ${operation}`);
}
