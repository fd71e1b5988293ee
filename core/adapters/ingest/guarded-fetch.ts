import { lookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { TransientError } from "../../contract/errors.ts";
import { type EgressAllowList, isAllowed, isPublicAddress } from "./public-addresses.ts";
import { refuse } from "./refuse.ts";

export interface FetchLimits {
  readonly maxBytes: number;
  /** For everything: resolving, redirects and the body. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
}

/** Resolves a name to every address it has. Tests bring their own. */
export type Resolve = (host: string) => Promise<readonly { address: string; family: number }[]>;

const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Fetches bytes from a URL that somebody else chose. Resolves a name once, refuses it when any of its addresses is
 * private, and connects to the very address that was checked; each redirect starts over with the same checks.
 *
 * @throws InvalidRequestError when the URL or its answer is refused; TransientError when the other side may recover
 */
export async function guardedFetch(
  url: string,
  options: { allowList: EgressAllowList; limits: FetchLimits; resolve?: Resolve },
): Promise<Uint8Array> {
  const { allowList, limits, resolve = systemResolve } = options;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let current = parseUrl(url);
  for (let redirects = 0; redirects <= limits.maxRedirects; redirects++) {
    const address = await checkedAddress(current, allowList, resolve);
    const response = await connect(current, address, signal);
    const location = response.headers.location;
    if (isRedirect(response.statusCode) && location !== undefined) {
      response.destroy();
      current = parseUrl(location, current);
      continue;
    }
    checkAnswer(response, current);
    return readBody(response, limits.maxBytes);
  }
  throw refuse(`${current.host} redirects too often.`);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined) throw refuse("The media URL is not a URL.");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("Media must be at http or https.");
  if (url.username !== "" || url.password !== "") throw refuse("A media URL may not carry a password.");
  return url;
}

function portOf(url: URL): number {
  return url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
}

async function checkedAddress(
  url: URL,
  allowList: EgressAllowList,
  resolve: Resolve,
): Promise<{ address: string; family: number }> {
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const family = isIP(host);
  const candidates = family === 0 ? await resolveName(host, resolve) : [{ address: host, family }];
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

function connect(
  url: URL,
  { address, family }: { address: string; family: number },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    request(url, {
      agent: false,
      signal,
      headers: { "accept-encoding": "identity", "user-agent": "reelwright-ingest" },
      // The name is resolved already: whatever it points at by now, the socket goes to the address that was checked.
      lookup: (_host, { all }, done) => {
        if (all) done(null, [{ address, family }]);
        else done(null, address, family);
      },
    })
      .on("response", resolve)
      .on("error", (error) => reject(new TransientError(`${url.host} could not be reached.`, error)))
      .end();
  });
}

const isRedirect = (status: number | undefined): boolean =>
  status !== undefined && [301, 302, 303, 307, 308].includes(status);

function checkAnswer(response: IncomingMessage, url: URL): void {
  const status = response.statusCode ?? 0;
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (status === 200 && encoding === "identity") return;
  response.destroy();
  if (status === 408 || status === 429 || status >= 500) {
    throw new TransientError(`${url.host} answered ${status}.`);
  }
  if (status !== 200) throw refuse(`${url.host} answered ${status}.`);
  throw refuse(`${url.host} sent compressed bytes (${encoding}).`);
}

async function readBody(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers["content-length"] ?? 0);
  const tooLarge = () => refuse(`Media may have at most ${maxBytes} bytes.`);
  if (announced > maxBytes) {
    response.destroy();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    response.destroy();
    if (size > maxBytes) throw error;
    throw new TransientError("The media stopped in the middle.", error);
  }
  return Buffer.concat(chunks);
}
