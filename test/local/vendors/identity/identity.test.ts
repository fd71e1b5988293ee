import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningIdentity, startIdentity } from "../../../../local/vendors/identity/identity.ts";

const clock = {
  now: () => Date.now(),
  offsetMs: 0,
  speed: 1,
  advance: () => undefined,
  runAt: () => undefined,
  after: () => () => undefined,
  sleep: () => Promise.resolve(),
  onAdvance: () => undefined,
};
const log = { info: () => undefined, warn: () => undefined, debug: () => undefined };
const stateDir = mkdtempSync(join(tmpdir(), "identity-"));
const open: RunningIdentity[] = [];
const boot = async () => {
  const identity = await startIdentity({ clock, log, stateDir });
  open.push(identity);
  return identity;
};
const tokenOf = async (identity: RunningIdentity, body: object) => {
  const response = await fetch(`${identity.url}/token`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
};

afterEach(async () => {
  for (const identity of open.splice(0)) await identity.close();
});

describe("the emulated identity provider", () => {
  it("gives tokens that its published keys verify", async () => {
    const identity = await boot();
    const { body } = await tokenOf(identity, { sub: "user-1", claims: { name: "Ada", aud: "reelwright" } });
    const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", identity.url));
    const { payload } = await jwtVerify(body.access_token, keys, {
      issuer: identity.url,
      audience: "reelwright",
    });
    expect(payload).toMatchObject({ sub: "user-1", name: "Ada" });
  });

  it("keeps its key over a restart", async () => {
    const first = await boot();
    const { body } = await tokenOf(first, { sub: "user-1" });
    await first.close();
    const second = await boot();
    const keys = createRemoteJWKSet(new URL("/.well-known/jwks.json", second.url));
    await expect(jwtVerify(body.access_token, keys)).resolves.toBeDefined();
  });

  it("refuses a token request without a subject", async () => {
    const identity = await boot();
    expect((await tokenOf(identity, {})).status).toBe(400);
    expect((await fetch(`${identity.url}/token`, { method: "POST", body: "no json" })).status).toBe(400);
  });
});
