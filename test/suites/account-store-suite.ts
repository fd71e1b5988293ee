import { describe, expect, it } from "vitest";
import type { Account, AccountStore, ApiKeyRecord } from "../../core/ports/accounts.ts";

/** The claims that every AccountStore must satisfy. */
export function accountStoreSuite(name: string, makeStore: () => Promise<AccountStore>): void {
  let count = 0;
  const account = (): Account => {
    const userId = `user-${name}-${++count}`;
    return {
      userId,
      email: `Some.${userId}@Example.com`,
      plan: "free",
      monthlyRemaining: 0,
      purchased: 0,
      held: 0,
      createdAtEpochMs: 7,
    };
  };
  const key = (userId: string, id: string, createdAtEpochMs = 1): ApiKeyRecord => ({
    keyHash: `hash-${userId}-${id}`,
    keyPrefix: "ma_00000000",
    userId,
    name: id,
    createdAtEpochMs,
  });

  describe(`AccountStore on ${name}`, () => {
    it("gives the first account to whoever creates the same email again, in any case", async () => {
      const store = await makeStore();
      const first = account();
      expect(await store.create(first)).toEqual(first);
      const again = await store.create({ ...account(), email: first.email.toUpperCase() });
      expect(again).toEqual(first);
      expect(await store.getByEmail(` ${first.email.toLowerCase()}`)).toEqual(first);
      expect(await store.get(first.userId)).toEqual(first);
      expect(await store.get("user-nobody")).toBeUndefined();
      expect(await store.getByEmail("nobody@example.com")).toBeUndefined();
    });

    it("creates one account when the same email comes many times at once", async () => {
      const store = await makeStore();
      const { email } = account();
      const made = await Promise.all(Array.from({ length: 8 }, () => store.create({ ...account(), email })));
      expect(new Set(made.map(({ userId }) => userId)).size).toBe(1);
    });

    it("changes the plan and nothing else", async () => {
      const store = await makeStore();
      const first = await store.create(account());
      await store.setPlan(first.userId, "creator");
      expect(await store.get(first.userId)).toEqual({ ...first, plan: "creator" });
      await expect(store.setPlan("user-nobody", "creator")).rejects.toThrow("user-nobody");
    });

    it("keeps keys, their last use and their revocation", async () => {
      const store = await makeStore();
      const { userId } = await store.create(account());
      const one = key(userId, "one");
      await store.addKey(one, 25);
      await store.addKey(key(userId, "two", 2), 25);
      expect(await store.getKey(one.keyHash)).toEqual(one);
      expect(await store.getKey("hash-unknown")).toBeUndefined();
      await store.touchKey(one.keyHash, 50);
      await store.touchKey(one.keyHash, 40);
      await store.revokeKey(one.keyHash, 60);
      await store.revokeKey(one.keyHash, 70);
      expect(await store.getKey(one.keyHash)).toEqual({
        ...one,
        lastUsedAtEpochMs: 50,
        revokedAtEpochMs: 60,
      });
      expect((await store.listKeys(userId)).map((each) => each.name)).toEqual(["one", "two"]);
    });

    it("gives a key's owner, with the plan of the moment", async () => {
      const store = await makeStore();
      const { userId, email } = await store.create(account());
      const [one, two] = [key(userId, "one"), key(userId, "two")];
      await store.addKey(one, 25);
      expect(await store.getKeyOwner(one.keyHash)).toEqual({
        key: one,
        caller: { userId, email, plan: "free" },
      });
      await store.setPlan(userId, "creator");
      await store.addKey(two, 25);
      for (const { keyHash } of [one, two]) {
        expect((await store.getKeyOwner(keyHash))?.caller.plan).toBe("creator");
      }
      expect(await store.getKeyOwner("hash-unknown")).toBeUndefined();
      await expect(store.addKey(key("user-nobody", "one"), 25)).rejects.toThrow("user-nobody");
    });

    it("leaves no key with an old plan, however keys and plans come at once", async () => {
      const store = await makeStore();
      const { userId } = await store.create(account());
      await Promise.all([
        ...Array.from({ length: 6 }, (_, id) => store.addKey(key(userId, String(id)), 25)),
        store.setPlan(userId, "starter"),
        ...Array.from({ length: 4 }, (_, id) =>
          store.addKey({ ...key(userId, `again-${id}`), requestId: "r" }, 25),
        ),
        store.setPlan(userId, "creator"),
      ]);
      const changed = await store.get(userId);
      const active = (await store.listKeys(userId)).filter((each) => each.revokedAtEpochMs === undefined);
      expect(active).toHaveLength(7);
      const owners = await Promise.all(active.map(({ keyHash }) => store.getKeyOwner(keyHash)));
      expect(owners.map((owner) => owner?.caller.plan)).toEqual(active.map(() => changed?.plan));
    });

    it("adds exactly as many active keys as are allowed, however many come at once", async () => {
      const store = await makeStore();
      const { userId } = await store.create(account());
      const added = await Promise.all(
        Array.from({ length: 40 }, (_, id) => store.addKey(key(userId, String(id)), 25)),
      );
      expect(added.filter(Boolean)).toHaveLength(25);
      const keys = await store.listKeys(userId);
      expect(keys).toHaveLength(25);
      const [one] = keys;
      await Promise.all([1, 2, 3].map((at) => store.revokeKey(one?.keyHash ?? "", at)));
      const after = await Promise.all(["a", "b", "c"].map((id) => store.addKey(key(userId, id), 25)));
      expect(after.filter(Boolean)).toHaveLength(1);
    });

    it("leaves one key of those that one request made, and counts it once", async () => {
      const store = await makeStore();
      const { userId } = await store.create(account());
      const made = await Promise.all(
        Array.from({ length: 6 }, (_, id) => store.addKey({ ...key(userId, String(id)), requestId: "r" }, 1)),
      );
      expect(made).toEqual(made.map(() => true));
      const active = (await store.listKeys(userId)).filter((each) => each.revokedAtEpochMs === undefined);
      expect(active).toHaveLength(1);
      expect(await store.addKey(key(userId, "other"), 1)).toBe(false);
      expect(await store.addKey(key(userId, "other"), 2)).toBe(true);
    });

    it("binds an identity to the first account that it is given to", async () => {
      const store = await makeStore();
      const [one, two] = [await store.create(account()), await store.create(account())];
      const identity = { issuer: `https://id.example.com/${one.userId}`, subject: "abc" };
      expect(await store.getByIdentity(identity)).toBeUndefined();
      const users = await Promise.all(
        [one, one, two].map(({ userId }) => store.linkIdentity(identity, userId)),
      );
      expect(new Set(users).size).toBe(1);
      expect(await store.getByIdentity(identity)).toMatchObject({ userId: users[0] });
      expect(await store.getByIdentity({ ...identity, subject: "abcd" })).toBeUndefined();
    });

    it("makes no key by touching or revoking one that is not there", async () => {
      const store = await makeStore();
      await store.touchKey("hash-none", 1);
      await store.revokeKey("hash-none", 1);
      expect(await store.getKey("hash-none")).toBeUndefined();
    });

    it("lists accounts whose allowance is of an earlier month", async () => {
      const store = await makeStore();
      const old = await store.create({ ...account(), allowanceMonth: "2026-10" });
      const never = await store.create(account());
      const current = await store.create({ ...account(), allowanceMonth: "2026-11" });
      const due = (await store.listDueForRenewal("2026-11", 1000)).map(({ userId }) => userId);
      expect(due).toContain(old.userId);
      expect(due).toContain(never.userId);
      expect(due).not.toContain(current.userId);
    });
  });
}
