import { beforeEach, describe, expect, it } from "vitest";
import { hashOfApiKey } from "../../../core/accounts/api-key.ts";
import { createKeyLookup } from "../../../core/accounts/key-lookup.ts";
import type { AdminDeps } from "../../../functions/admin/deps.ts";
import { perform } from "../../../functions/admin/perform.ts";
import { adminWorld } from "./admin-world.ts";

let deps: AdminDeps;
let logged: readonly unknown[];
beforeEach(() => {
  ({ deps, logged } = adminWorld());
});

const create = (more: Record<string, unknown> = {}) =>
  perform(deps, { action: "account.create", email: "dev@example.com", ...more });
const userIdOf = async (): Promise<string> => {
  const account = await deps.accounts.getByEmail("dev@example.com");
  if (account === undefined) throw new Error("no account");
  return account.userId;
};

describe("the admin function", () => {
  it("creates an account with its plan's allowance and purchased credits, once", async () => {
    const first = await create({ plan: "creator", credits: 10_000 });
    expect(first).toEqual({
      userId: expect.stringMatching(/^user_/),
      email: "dev@example.com",
      plan: "creator",
      credits: { monthlyRemaining: 6900, purchased: 10_000, held: 0 },
    });
    expect(await create({ plan: "creator", credits: 10_000 })).toEqual(first);
    expect(await perform(deps, { action: "account.get", email: "DEV@example.com" })).toEqual(first);
  });

  it("counts the projects of an account again, and of nobody else's", async () => {
    await create();
    const userId = await userIdOf();
    const answer = await perform(deps, { action: "account.recount", userId });
    expect(answer).toEqual({ userId, projects: 3 });
    await expect(perform(deps, { action: "account.recount", userId: "nobody" })).rejects.toThrow(
      "ACCOUNT_NOT_FOUND",
    );
  });

  it("tops up once per request", async () => {
    await create();
    const userId = await userIdOf();
    const request = { action: "account.topup", requestId: "r1", userId, credits: 50 };
    await perform(deps, request);
    expect(await perform(deps, request)).toMatchObject({ credits: { purchased: 50 } });
    expect(await perform(deps, { ...request, requestId: "r2" })).toMatchObject({
      credits: { purchased: 100 },
    });
  });

  it("gives the difference of a larger plan once, and takes nothing back for a smaller one", async () => {
    await create({ plan: "starter" });
    const userId = await userIdOf();
    const change = (plan: string) => perform(deps, { action: "account.plan", userId, plan });
    for (const plan of ["creator", "creator", "starter", "creator"]) await change(plan);
    expect(await change("creator")).toMatchObject({ plan: "creator", credits: { monthlyRemaining: 6900 } });
  });

  it("makes keys that work, shown once, and replaces the key when a request is repeated", async () => {
    await create();
    const userId = await userIdOf();
    const lookUp = createKeyLookup(deps);
    const make = async (requestId?: string) => {
      const answer = await perform(deps, { action: "key.create", userId, name: "CLI", requestId });
      expect(answer).toMatchObject({ name: "CLI", apiKey: expect.stringMatching(/^ma_[0-9a-f]{32}$/) });
      return (answer as { apiKey: string }).apiKey;
    };
    const [plain, first, second] = [await make(), await make("r"), await make("r")];
    expect((await lookUp(plain))?.userId).toBe(userId);
    expect(await lookUp(first)).toBeUndefined();
    expect((await lookUp(second))?.userId).toBe(userId);
    expect(JSON.stringify(await perform(deps, { action: "key.list", userId }))).not.toContain(plain);
    expect(JSON.stringify(logged)).not.toContain(plain);
    await perform(deps, { action: "key.revoke", userId, keyId: hashOfApiKey(plain) });
    expect(await createKeyLookup(deps)(plain)).toBeUndefined();
  });

  it("makes at most 25 active keys", async () => {
    await create();
    const userId = await userIdOf();
    for (let count = 0; count < 25; count++) await perform(deps, { action: "key.create", userId });
    await expect(perform(deps, { action: "key.create", userId })).rejects.toThrow("TOO_MANY_KEYS");
  });

  it("links an identity to an account, once and for good", async () => {
    await create();
    const userId = await userIdOf();
    const link = { action: "account.link", userId, issuer: "https://id.example.com", subject: "abc" };
    const linked = await perform(deps, link);
    expect(await perform(deps, link)).toEqual(linked);
    const { issuer, subject } = link;
    expect(await deps.accounts.getByIdentity({ issuer, subject })).toMatchObject({ userId });
    await perform(deps, { action: "account.create", email: "other@example.com" });
    const other = await deps.accounts.getByEmail("other@example.com");
    await expect(perform(deps, { ...link, userId: other?.userId })).rejects.toThrow("IDENTITY_TAKEN");
    expect(await deps.accounts.getByIdentity({ issuer, subject })).toMatchObject({ userId });
  });

  it("keeps an entry of every action, how it ended and whom it was about, without keys and emails", async () => {
    await create({ credits: 5 });
    const userId = await userIdOf();
    const { apiKey } = (await perform(deps, { action: "key.create", userId })) as { apiKey: string };
    await perform(deps, { action: "key.revoke", userId, keyId: "0".repeat(64) }).catch(() => undefined);
    const audit = (await perform(deps, { action: "audit.list", userId })) as { entries: unknown[] };
    expect(audit.entries).toMatchObject([
      { action: "audit.list", outcome: "begun" },
      { action: "key.revoke", outcome: "refused", code: "KEY_NOT_FOUND", request: { userId } },
      { action: "key.create", outcome: "done" },
      { action: "account.create", outcome: "done", userId, request: { plan: "free", credits: 5 } },
    ]);
    expect(JSON.stringify(audit)).not.toMatch(new RegExp(`${apiKey}|dev@example`));
  });

  it("leaves a trace of an action that it died at", async () => {
    await create();
    const userId = await userIdOf();
    deps = { ...deps, credits: { ...deps.credits, getAccount: () => Promise.reject(new Error("down")) } };
    const topUp = { action: "account.topup", requestId: "r", userId, credits: 5 };
    await expect(perform(deps, topUp)).rejects.toThrow("down");
    expect((await deps.audit.list({ userId, limit: 1 }))[0]).toMatchObject({
      action: "account.topup",
      outcome: "refused",
      code: "INTERNAL_ERROR",
    });
  });

  it.each([
    [{ action: "account.explode" }, "INVALID_PARAMETERS"],
    [{ action: "account.create", email: "nobody" }, "INVALID_PARAMETERS: email"],
    [{ action: "account.create", email: "a@example.com", credits: -5 }, "INVALID_PARAMETERS: credits"],
    [{ action: "account.topup", userId: "u", credits: 5 }, "INVALID_PARAMETERS: requestId"],
    [{ action: "account.topup", requestId: "r", userId: "user_nobody", credits: 5 }, "ACCOUNT_NOT_FOUND"],
    [{ action: "account.get", email: "nobody@example.com" }, "ACCOUNT_NOT_FOUND"],
    [{ action: "key.create", userId: "user_nobody" }, "ACCOUNT_NOT_FOUND"],
    [
      { action: "account.link", userId: "user_nobody", issuer: "https://a.b", subject: "s" },
      "ACCOUNT_NOT_FOUND",
    ],
    [{ action: "account.link", userId: "u", issuer: "x", subject: "" }, "INVALID_PARAMETERS: issuer"],
    [{ action: "key.revoke", userId: "user_nobody", keyId: "0".repeat(64) }, "KEY_NOT_FOUND"],
    [undefined, "INVALID_PARAMETERS"],
  ])("refuses %j with a clear message", async (event, message) => {
    await expect(perform(deps, event)).rejects.toThrow(message);
  });
});
