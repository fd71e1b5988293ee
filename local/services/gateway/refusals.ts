import { AwsError, type AwsResponse } from "../../types.ts";
import { writeXml } from "../s3/xml.ts";

/** Services whose requests are REST with JSON bodies; their errors carry the code in a header. */
const STATUS_OF_DENIAL: Readonly<Record<string, number>> = {
  dynamodb: 400,
  states: 400,
  events: 400,
  ssm: 400,
  secretsmanager: 400,
};

/** An error as the service's SDK reads it: XML for S3, JSON with `__type` (and the same in a header) for all others. */
export function refusal(error: AwsError, service: string, requestId: string): AwsResponse {
  if (service === "s3") return xmlRefusal(error, requestId);
  const isDenial = error.name === "AccessDeniedException";
  const status = isDenial ? (STATUS_OF_DENIAL[service] ?? error.status) : error.status;
  return {
    status,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amzn-errortype": error.name,
      "x-amzn-requestid": requestId,
      // SQS keeps the names of its older protocol in this header.
      ...(service === "sqs" ? { "x-amzn-query-error": `${error.name};Sender` } : {}),
    },
    // Services disagree on the case of "message"; SDKs read either.
    body: JSON.stringify({
      __type: error.name,
      message: error.message,
      Message: error.message,
      ...error.fields,
    }),
  };
}

/** What the caller may know of a failure of the emulator itself; the log has the rest. */
export function internalFailure(): AwsError {
  return new AwsError("InternalFailure", "The local cloud failed; its log says why.", 500);
}

function xmlRefusal(error: AwsError, requestId: string): AwsResponse {
  const code = error.name === "AccessDeniedException" ? "AccessDenied" : error.name;
  const fields = Object.fromEntries(
    Object.entries(error.fields).map(([name, value]) => [name, String(value)]),
  );
  return {
    status: error.status,
    headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
    body: writeXml("Error", { Code: code, Message: error.message, ...fields, RequestId: requestId }, ""),
  };
}
