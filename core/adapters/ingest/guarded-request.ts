import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { TransientError } from "../../contract/errors.ts";
import { type EgressAllowList, isAllowed, isPublicAddress } from "./public-addresses.ts";
import { refuse } from "./refuse.ts";

/** Resolves a name to every address it has. Tests bring their own. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

export interface GuardedRequest {
  readonly allowList: EgressAllowList;
  readonly resolve?: Resolve;
  /** Ends the request, resolving included. */
  readonly signal: AbortSignal;
  readonly headers: OutgoingHttpHeaders;
  /** What is sent makes it a POST. */
  readonly body?: string;
}

/**
 * One request to an http(s) URL that somebody else chose. Resolves the name once, refuses it when any of its addresses
 * is private, and connects to the very address that was checked. Follows no redirect.
 *
 * @returns the answer when its headers are there; the caller reads or destroys it
 * @throws InvalidRequestError when the destination is refused; TransientError when it could not be reached in time
 */
export async function guardedRequest(url: URL, options: GuardedRequest): Promise<IncomingMessage> {
  return connect(url, await checkedAddress(url, options), options);
}

/** The host as DNS and the allow-list know it: lower case, an IPv6 address without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "").toLowerCase();

export function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

async function checkedAddress(
  url: URL,
  { allowList, resolve = systemResolve, signal }: GuardedRequest,
): Promise<{ address: string; family: number }> {
  const host = hostOf(url);
  const family = isIP(host);
  const candidates =
    family === 0
      ? await unlessAborted(resolveName(host, resolve), signal, host)
      : [{ address: host, family }];
  const first = candidates[0];
  if (first === undefined) throw refuse(`${host} has no address.`);
  if (isAllowed(allowList, host, portOf(url))) return first;
  if (!candidates.every(({ address }) => isPublicAddress(address))) {
    throw refuse(`${host} is not on the public internet.`);
  }
  return first;
}

async function resolveName(
  host: string,
  resolve: Resolve,
): Promise<readonly { address: string; family: number }[]> {
  try {
    return await resolve(host);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTFOUND" || code === "ENODATA") throw refuse(`${host} does not exist.`);
    throw new TransientError(`${host} could not be resolved.`, error);
  }
}

/** A look-up cannot be aborted, only left alone. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, host: string): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new TransientError(`${host} could not be resolved in time.`));
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function connect(
  url: URL,
  { address, family }: { address: string; family: number },
  { signal, headers, body }: GuardedRequest,
): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, {
      agent: false,
      signal,
      method: body === undefined ? "GET" : "POST",
      headers: { ...headers, ...(body !== undefined && { "content-length": Buffer.byteLength(body) }) },
      // The name is resolved already: whatever it points at by now, the socket goes to the address that was checked.
      lookup: (_host, { all }, done) => {
        if (all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    })
      .on("response", resolve)
      .on("error", (error) => reject(new TransientError(`${url.host} could not be reached.`, error)))
      .end(body);
  });
}
