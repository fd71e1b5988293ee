import type { IncomingMessage } from "node:http";
import { TransientError } from "../../contract/errors.ts";
import { guardedRequest, type Resolve } from "./guarded-request.ts";
import type { EgressAllowList } from "./public-addresses.ts";
import { refuse } from "./refuse.ts";

export interface FetchLimits {
  readonly maxBytes: number;
  /** For everything: resolving, redirects and the body. */
  readonly timeoutMs: number;
  readonly maxRedirects: number;
}

const HEADERS = { "accept-encoding": "identity", "user-agent": "reelwright-ingest" };

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
  const { limits, ...guard } = options;
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let current = parseUrl(url);
  for (let redirects = 0; redirects <= limits.maxRedirects; redirects++) {
    const response = await guardedRequest(current, { ...guard, signal, headers: HEADERS });
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
