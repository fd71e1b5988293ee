import type { AuditEntry, AuditLog } from "../../../core/ports/audit-log.ts";

export function inMemoryAuditLog(): AuditLog {
  const entries = new Map<string, AuditEntry>();
  return {
    async begin(entry) {
      entries.set(entry.entryId, entry);
    },
    async end(entry, { outcome, code, userId }) {
      entries.set(entry.entryId, {
        ...entry,
        outcome,
        ...(code !== undefined && { code }),
        ...(userId !== undefined && { userId }),
      });
    },
    list: async ({ userId, limit }) =>
      [...entries.values()]
        .filter((entry) => userId === undefined || entry.userId === userId)
        .toSorted((a, b) => (a.entryId < b.entryId ? 1 : -1))
        .slice(0, limit),
  };
}
