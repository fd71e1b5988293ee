import { type Answer, type Failure, failureOf, MidStreamError } from "./answer.ts";
import { SYNC_RESPONSE_LIMIT } from "./limits.ts";
import { BodyTooLargeError, readBody } from "./read-body.ts";

/** A streamed answer read to its end, for callers that take the response whole. */
export async function collect(answer: Answer): Promise<Exclude<Answer, { kind: "stream" }>> {
  if (answer.kind !== "stream") return answer;
  try {
    return { kind: "payload", body: await readBody(answer.body, SYNC_RESPONSE_LIMIT) };
  } catch (error) {
    if (error instanceof MidStreamError) return error.failure;
    if (error instanceof BodyTooLargeError) return tooLarge(error.limit);
    throw error;
  }
}

function tooLarge(limit: number): Failure {
  const message = `Response payload size exceeded maximum allowed payload size (${limit} bytes).`;
  return failureOf("Function.ResponseSizeTooLarge", message);
}
