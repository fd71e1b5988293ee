import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { z } from "zod";
import { listen } from "../../listen.ts";
import { readJsonFile, writeJsonFile } from "../../services/json-file.ts";
import type { Clock, Log } from "../../types.ts";

/**
 * An EMULATOR of an OpenID Connect issuer, for laptops and tests: it signs whatever token it is asked for, ES256, with a key
 * kept in the state folder. Wire: GET /.well-known/jwks.json and POST /token `{ sub, expiresInSeconds?, claims? }`, which
 * answers `{ access_token, token_type, expires_in }`. Times in tokens are the moved clock's.
 */
export interface RunningIdentity {
  /** Also the tokens' `iss`. */
  readonly url: string;
  close(): Promise<void>;
}

export interface IdentityOptions {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** @default any free one */
  readonly port?: number;
}

const ALGORITHM = "ES256";

const tokenRequest = z.strictObject({
  sub: z.string().min(1),
  expiresInSeconds: z.number().int().optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
});

export async function startIdentity({
  stateDir,
  clock,
  log,
  port,
}: IdentityOptions): Promise<RunningIdentity> {
  const key = await signingKey(join(stateDir, "identity-key.json"));
  const listening = await listen(port ?? 0, "the identity provider");
  const url = `http://127.0.0.1:${listening.port}`;

  const answer = async (incoming: IncomingMessage): Promise<{ status: number; body: unknown }> => {
    const route = `${incoming.method} ${(incoming.url ?? "/").split("?")[0]}`;
    if (route === "GET /.well-known/jwks.json") return { status: 200, body: { keys: [key.publicJwk] } };
    if (route === "GET /.well-known/openid-configuration") {
      return { status: 200, body: { issuer: url, jwks_uri: `${url}/.well-known/jwks.json` } };
    }
    if (route !== "POST /token") return { status: 404, body: { error: "not_found" } };
    const request = tokenRequest.safeParse(await readJson(incoming));
    if (!request.success) {
      return {
        status: 400,
        body: { error: "invalid_request", error_description: z.prettifyError(request.error) },
      };
    }
    const { sub, expiresInSeconds = 3600, claims = {} } = request.data;
    const issuedAt = Math.floor(clock.now() / 1000);
    const token = await new SignJWT({
      iss: url,
      iat: issuedAt,
      exp: issuedAt + expiresInSeconds,
      ...claims,
      sub,
    })
      .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: "JWT" })
      .sign(key.private);
    return { status: 200, body: { access_token: token, token_type: "Bearer", expires_in: expiresInSeconds } };
  };

  listening.serve((incoming, outgoing) => {
    answer(incoming)
      .catch((error: unknown) => {
        log.warn("identity.failed", { error });
        return { status: 500, body: { error: "server_error" } };
      })
      .then(({ status, body }) => {
        outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      })
      .catch(() => outgoing.destroy());
  });
  return { url, close: listening.close };
}

async function signingKey(file: string) {
  const stored = readJsonFile(file);
  let jwk: JWK = stored;
  if (stored.kid === undefined) {
    const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
    jwk = { ...(await exportJWK(privateKey)), kid: crypto.randomUUID(), alg: ALGORITHM, use: "sig" };
    writeJsonFile(file, jwk);
  }
  const { d: _secret, ...publicJwk } = jwk;
  return { private: await importJWK(jwk, ALGORITHM), publicJwk, kid: String(jwk.kid) };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    // The schema says what is wrong with nothing at all.
    return undefined;
  }
}
