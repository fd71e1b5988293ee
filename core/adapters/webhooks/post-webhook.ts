import type { IncomingMessage } from "node:http";
import { AppError } from "../../contract/errors.ts";
import type { PostOutcome, PostWebhook } from "../../ports/webhooks.ts";
import { guardedRequest, type Resolve } from "../ingest/guarded-request.ts";
import type { EgressAllowList } from "../ingest/public-addresses.ts";

export interface PostWebhookOptions {
  readonly allowList: EgressAllowList;
  /** For everything: resolving, connecting and the answer. @default 10,000 */
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

/** Bytes of an answer's body that are read, and forgotten: some servers take a hang-up for a change of mind. */
const POLITE_BYTES = 64 * 1024;

/**
 * Makes the sender of webhooks: public addresses only, checked anew at each POST, no redirects. An answer's body is read by
 * nobody, so that nothing of a foreign network can be seen through it.
 */
export function postWebhook({ allowList, timeoutMs = 10_000, resolve }: PostWebhookOptions): PostWebhook {
  return async (url, { headers, body }): Promise<PostOutcome> => {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const response = await guardedRequest(new URL(url), {
        allowList,
        signal,
        ...(resolve && { resolve }),
        headers: { ...headers, "content-type": "application/json", "user-agent": "Reelwright-Webhooks/1" },
        body,
      });
      await drain(response);
      return { status: response.statusCode ?? 0 };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (signal.aborted) return { error: `There was no answer within ${timeoutMs / 1000} seconds.` };
      return { error: error.message };
    }
  };
}

/** The status has come, so whatever becomes of the body changes nothing. */
function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > POLITE_BYTES) response.destroy();
  });
  return new Promise((resolve) => {
    response.on("error", () => resolve()).on("close", resolve);
  });
}
