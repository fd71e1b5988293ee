import { describe, expect, it } from "vitest";
import type { AuditEntry, AuditLog } from "../../core/ports/audit-log.ts";

/** The claims that every AuditLog must satisfy. */
export function auditLogSuite(name: string, makeLog: () => AuditLog): void {
  const entry = (entryId: string, fields: Partial<AuditEntry> = {}): AuditEntry => ({
    entryId,
    action: "account.topup",
    request: "{}",
    atEpochMs: 7,
    outcome: "begun",
    ...fields,
  });

  describe(`AuditLog on ${name}`, () => {
    it("lists the latest first, of all and of one account", async () => {
      const log = makeLog();
      await log.begin(entry("a1", { userId: "audited" }));
      await log.begin(entry("a2"));
      await log.begin(entry("a3", { userId: "somebody" }));
      const idsOf = (entries: AuditEntry[]) => entries.map(({ entryId }) => entryId);
      expect(idsOf(await log.list({ limit: 2 }))).toEqual(["a3", "a2"]);
      expect(idsOf(await log.list({ userId: "audited", limit: 10 }))).toEqual(["a1"]);
    });

    it("says how it ended, and whom it turned out to be about", async () => {
      const log = makeLog();
      const [made, refused] = [entry("b1"), entry("b2", { userId: "refused" })];
      for (const begun of [made, refused]) await log.begin(begun);
      await log.end(made, { outcome: "done", userId: "made" });
      await log.end(refused, { outcome: "refused", code: "TOO_MANY_KEYS" });
      expect(await log.list({ userId: "made", limit: 1 })).toEqual([
        { ...made, outcome: "done", userId: "made" },
      ]);
      expect(await log.list({ userId: "refused", limit: 1 })).toEqual([
        { ...refused, outcome: "refused", code: "TOO_MANY_KEYS" },
      ]);
    });
  });
}
