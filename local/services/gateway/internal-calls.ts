import { isRecord, textOf } from "../../json-values.ts";
import { AwsError, type AwsRequest, type AwsResponse, type Internal, type Principal } from "../../types.ts";
import type { Principals } from "../iam/principals.ts";
import type { Dispatch } from "./dispatch.ts";

/** `Internal.call`: the same way through IAM and service as a signed request has, from inside. */
export function createInternalCall(principals: Principals, dispatch: Dispatch): Internal["call"] {
  return async (roleArn, service, operation, input) => {
    const principal = roleArn === undefined ? principals.operator : principals.ofRole(roleArn);
    if (service === "lambda") return invokeFunction(principal, operation, input, dispatch);
    const response = await dispatch(jsonRequest(principal, service, operation, input));
    const answer = await bodyOf(response);
    const value: unknown = answer.length === 0 ? {} : JSON.parse(answer.toString("utf8"));
    if (response.status >= 300) throw refusalIn(response.status, value);
    if (!isRecord(value)) throw new TypeError(`${service}:${operation} did not answer an object`);
    return value;
  };
}

function jsonRequest(
  principal: Principal,
  service: string,
  operation: string,
  input: Record<string, unknown>,
): AwsRequest {
  return {
    service,
    operation,
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from(JSON.stringify(input)),
    json: input,
    principal,
  };
}

/** Lambda's API is REST: the payload is the body, the rest is address and headers. */
async function invokeFunction(
  principal: Principal,
  operation: string,
  { FunctionName, Payload, InvocationType, Qualifier }: Record<string, unknown>,
  dispatch: Dispatch,
): Promise<Record<string, unknown>> {
  const name = textOf(FunctionName);
  if (operation !== "Invoke" || name === undefined) {
    throw new AwsError("UnknownOperationException", `inside the local cloud Lambda has no call ${operation}`);
  }
  const qualifier = textOf(Qualifier);
  const response = await dispatch({
    service: "lambda",
    operation: undefined,
    method: "POST",
    path: `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`,
    query: new URLSearchParams(qualifier === undefined ? {} : { Qualifier: qualifier }),
    headers: { "x-amz-invocation-type": textOf(InvocationType) ?? "RequestResponse" },
    body: Buffer.from(JSON.stringify(Payload ?? {})),
    json: {},
    principal,
  });
  const answer = (await bodyOf(response)).toString("utf8");
  const functionError = response.headers?.["x-amz-function-error"];
  return {
    StatusCode: response.status,
    ExecutedVersion: response.headers?.["x-amz-executed-version"] ?? "$LATEST",
    ...(functionError === undefined ? {} : { FunctionError: functionError }),
    ...(answer === "" ? {} : { Payload: parsePayload(answer) }),
  };
}

function parsePayload(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch (cause) {
    throw new AwsError(
      "Lambda.SdkClientException",
      `the function did not answer JSON: ${String(cause)}`,
      500,
    );
  }
}

async function bodyOf({ body }: AwsResponse): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  if (typeof body === "string") return Buffer.from(body);
  if (Buffer.isBuffer(body)) return body;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A service may answer a refusal instead of throwing it, as the database does. */
function refusalIn(status: number, value: unknown): AwsError {
  const fields = isRecord(value) ? value : {};
  const code = textOf(fields.__type)?.split("#").pop() ?? "InternalFailure";
  return new AwsError(code, textOf(fields.message) ?? textOf(fields.Message) ?? code, status, fields);
}
