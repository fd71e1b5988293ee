import { generateKeyPairSync, type JsonWebKey } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { calculateJwkThumbprint, importJWK, SignJWT } from "jose";
import { parseRecord } from "../../json-values.ts";
import { listen } from "../../listen.ts";
import type { Clock, Log } from "../../types.ts";

export interface Identity {
  /** Issuer of its tokens; its keys are at `/.well-known/jwks.json`. */
  readonly url: string;
  close(): Promise<void>;
}

interface Keys {
  readonly kid: string;
  readonly privateJwk: JsonWebKey;
  readonly publicJwk: JsonWebKey;
}

const MAX_BODY_BYTES = 64 * 1024;

/**
 * An identity provider for one laptop: publishes its ES256 key as a JWKS and gives a token to whoever asks.
 * It stands where a team's own provider stands in an account; it checks nobody's password.
 *
 * `POST /token {sub, expiresInSeconds?, ...claims}` → `{access_token, token_type, expires_in}`.
 */
export async function startIdentity(options: {
  clock: Clock;
  log: Log;
  stateDir: string;
}): Promise<Identity> {
  const keys = await keptKeys(join(options.stateDir, "identity-key.json"));
  const { server, port, close } = await listen(0, "the identity provider");
  const issuer = `http://127.0.0.1:${port}`;
  server.on("request", (request, response) => {
    answer(request, issuer, keys, options.clock).then(
      ({ status, body }) => send(response, status, body),
      (error: unknown) => {
        options.log.warn("identity.failed", {
          message: error instanceof Error ? error.message : String(error),
        });
        send(response, 500, { error: "server_error" });
      },
    );
  });
  return { url: issuer, close };
}

async function answer(request: IncomingMessage, issuer: string, keys: Keys, clock: Clock) {
  const { pathname } = new URL(request.url ?? "/", issuer);
  if (request.method === "GET" && pathname === "/.well-known/jwks.json") {
    return { status: 200, body: { keys: [{ ...keys.publicJwk, kid: keys.kid, alg: "ES256", use: "sig" }] } };
  }
  if (request.method === "POST" && pathname === "/token") {
    const claims = parsed(await bodyOf(request));
    if (typeof claims?.sub !== "string" || claims.sub === "") {
      return { status: 400, body: { error: "invalid_request", error_description: "sub is required" } };
    }
    return { status: 200, body: await tokenFor(claims, claims.sub, issuer, keys, clock) };
  }
  return { status: 404, body: { error: "not_found" } };
}

async function tokenFor(
  claims: Record<string, unknown>,
  sub: string,
  issuer: string,
  keys: Keys,
  clock: Clock,
) {
  const { expiresInSeconds, ...others } = claims;
  const lifetime = typeof expiresInSeconds === "number" ? expiresInSeconds : 3600;
  const now = Math.floor(clock.now() / 1000);
  const token = await new SignJWT({ ...others })
    .setProtectedHeader({ alg: "ES256", kid: keys.kid, typ: "JWT" })
    .setIssuer(issuer)
    .setAudience("reelwright")
    .setSubject(sub)
    .setIssuedAt(now)
    .setNotBefore(now)
    .setExpirationTime(now + lifetime)
    .sign(await importJWK(keys.privateJwk, "ES256"));
  return { access_token: token, token_type: "Bearer", expires_in: lifetime };
}

/** The same key over restarts, so that tokens outlive them. */
async function keptKeys(file: string): Promise<Keys> {
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(file, JSON.stringify(privateKey.export({ format: "jwk" })), { mode: 0o600 });
  }
  const privateJwk: JsonWebKey = JSON.parse(readFileSync(file, "utf8"));
  const { d: _secret, ...publicJwk } = privateJwk;
  return { kid: await calculateJwkThumbprint(publicJwk), privateJwk, publicJwk };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return parseRecord(text, "the request");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
