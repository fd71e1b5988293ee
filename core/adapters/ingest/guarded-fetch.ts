import type { IncomingMessage } from "node:http";
import { TransientError } from "../../contract/errors.ts";
import { type GuardedRequest, guardedRequest, type Resolve } from "./guarded-request.ts";
import type { EgressAllowList } from "./public-addresses.ts";
import { refuse } from "./refuse.ts";

export interface FetchLimits {
  readonly maxBytes: number;
  /** For everything: resolving, redirects and the body. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
}

/** What a server says its bytes are known again by; sent back to it, it need not send them again. */
export interface Validators {
  readonly etag?: string;
  readonly lastModified?: string;
}

export interface Fetched {
  readonly bytes: Uint8Array;
  readonly validators: Validators;
}

export interface FetchOptions {
  readonly allowList: EgressAllowList;
  readonly limits: FetchLimits;
  readonly resolve?: Resolve;
  /** Of the bytes that are here already. */
  readonly known?: Validators;
}

const HEADERS = { "accept-encoding": "identity", "user-agent": "reelwright-ingest" };

/**
 * Fetches bytes from a URL that somebody else chose. Resolves a name once, refuses it when any of its addresses is
 * private, and connects to the very address that was checked; each redirect starts over with the same checks.
 *
 * @returns undefined when the server says that its bytes are the `known` ones
 * @throws InvalidRequestError when the URL or its answer is refused; TransientError when the other side may recover
 */
export async function guardedFetch(url: string, options: FetchOptions): Promise<Fetched | undefined> {
  const { limits, known = {}, ...guard } = options;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  const headers = { ...HEADERS, ...conditions(known) };
  let current = parseUrl(url);
  for (let redirects = 0; redirects <= limits.maxRedirects; redirects++) {
    const response = await answer(current, { ...guard, signal, headers });
    const location = response.headers.location;
    if (isRedirect(response.statusCode) && location !== undefined) {
      response.destroy();
      current = parseUrl(location, current);
      continue;
    }
    if (response.statusCode === 304 && hasAny(known)) {
      response.destroy();
      return undefined;
    }
    checkAnswer(response, current);
    const { etag, "last-modified": lastModified } = response.headers;
    const validators = { ...(etag && { etag }), ...(lastModified && { lastModified }) };
    return { bytes: await readBody(response, limits.maxBytes), validators };
  }
  throw refuse(`${current.host} redirects too often.`);
}

export const hasAny = ({ etag, lastModified }: Validators): boolean =>
  etag !== undefined || lastModified !== undefined;

function conditions({ etag, lastModified }: Validators): Record<string, string> {
  if (etag !== undefined) return { "if-none-match": etag };
  return lastModified === undefined ? {} : { "if-modified-since": lastModified };
}

/** What speaks no HTTP, or has no certificate that holds, will not recover while somebody waits. */
async function answer(url: URL, request: GuardedRequest): Promise<IncomingMessage> {
  try {
    return await guardedRequest(url, request);
  } catch (error) {
    const cause = error instanceof TransientError ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    if (code.startsWith("HPE_")) throw refuse(`${url.host} does not speak HTTP.`);
    if (/CERT|ISSUER|VERIFY|ERR_TLS/.test(code)) {
      throw refuse(`${url.host} has no certificate that can be trusted.`);
    }
    throw error;
  }
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined;
  if (url === undefined) throw refuse("The media URL is not a URL.");
  if (url.protocol !== "http:" && url.protocol !== "https:") throw refuse("Media must be at http or https.");
  if (url.username !== "" || url.password !== "") throw refuse("A media URL may not carry a password.");
  return url;
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
