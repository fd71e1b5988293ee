import { isRecord, recordOf, textOf } from "../../../json-values.ts";
import { AwsError, type Internal } from "../../../types.ts";
import type { Json } from "../language/definition.ts";
import { StateError } from "../language/state-error.ts";

type Call = Internal["call"];

/** The `lambda:invoke` integration: the whole answer of the Invoke API, with the payload parsed. */
export async function invokeLambda(
  call: Call,
  roleArn: string,
  input: Record<string, unknown>,
): Promise<Json> {
  const answer = await invoke(call, roleArn, input);
  return {
    ExecutedVersion: textOf(answer.ExecutedVersion) ?? "$LATEST",
    Payload: (answer.Payload ?? null) as Json,
    StatusCode: Number(answer.StatusCode ?? 200),
    SdkHttpMetadata: { HttpStatusCode: Number(answer.StatusCode ?? 200) },
  };
}

/** A function's ARN as Resource: its answer alone. */
export async function invokeDirectly(
  call: Call,
  roleArn: string,
  functionArn: string,
  input: Json,
): Promise<Json> {
  const answer = await invoke(call, roleArn, { FunctionName: functionArn, Payload: input });
  return (answer.Payload ?? null) as Json;
}

/**
 * @throws StateError a function's error by its `errorType` (`Lambda.Unknown` without one), with the error object as
 *   cause; a refusal of the Invoke API as `Lambda.<its name>`
 */
async function invoke(
  call: Call,
  roleArn: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  let answer: Record<string, unknown>;
  try {
    answer = await call(roleArn, "lambda", "Invoke", input);
  } catch (refusal) {
    if (refusal instanceof AwsError) throw refusedBy(refusal);
    throw refusal;
  }
  if (answer.FunctionError === undefined) return answer;
  const { errorType } = recordOf(answer.Payload);
  const cause = isRecord(answer.Payload) ? JSON.stringify(answer.Payload) : String(answer.Payload);
  throw new StateError(textOf(errorType) || "Lambda.Unknown", cause);
}

function refusedBy(refusal: AwsError): StateError {
  // Step Functions reports a missing grant under the name of Lambda's general failure.
  const name =
    refusal.name === "AccessDeniedException" ? "AWSLambdaException" : refusal.name.replace(/^Lambda\./, "");
  return new StateError(`Lambda.${name}`, refusal.message, { cause: refusal });
}
