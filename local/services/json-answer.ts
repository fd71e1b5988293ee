import type { AwsResponse } from "../types.ts";

/** A success of a JSON protocol. */
export function jsonAnswer(value: Record<string, unknown>): AwsResponse {
  return {
    status: 200,
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify(value),
  };
}
