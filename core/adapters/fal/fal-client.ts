import { createFalClient, type FalClient } from "@fal-ai/client";
import { FalFailure } from "./fal-errors.ts";

export interface FalConnection {
  /** `<key id>:<key secret>`. */
  readonly apiKey: string;
  /**
   * Where fal's hosts are found as folders: `https://queue.fal.run/x` is asked for at `<baseUrl>/queue.fal.run/x`.
   * Empty: fal's own hosts, which the SDK has built in.
   */
  readonly baseUrl: string;
}

/**
 * fal's client, asking once. The SDK would retry inside the call, for up to a minute; here every failure is a
 * {@link FalFailure}, which it does not retry, because waiting is the state machine's work and not a Lambda's.
 */
export function connectFal({ apiKey, baseUrl }: FalConnection): FalClient {
  const base = baseUrl.replace(/\/+$/, "");
  return createFalClient({
    credentials: apiKey,
    fetch: askOnce,
    ...(base !== "" && {
      requestMiddleware: async (request) => ({ ...request, url: request.url.replace(/^https:\//, base) }),
    }),
  });
}

const askOnce: typeof fetch = async (input, init) => {
  let response: Response;
  try {
    response = await fetch(input, init);
  } catch (cause) {
    throw new FalFailure("fal could not be reached", { origin: cause });
  }
  if (response.ok) return response;
  const text = await response.text().catch(() => "");
  throw new FalFailure(`fal answered ${response.status}`, { status: response.status, body: text });
};
