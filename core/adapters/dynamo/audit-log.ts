import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { AuditEntry, AuditLog } from "../../ports/audit-log.ts";
import { queryItems, type Table } from "./core-table.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * AuditEntry   pk audit   sk entry#<entryId>   once an account is known: gsi1 audit#<userId> / <entryId>
 *
 * One partition for all: operators do not act a thousand times a second.
 */

const ALL = "audit";
const PREFIX = "entry#";
const keyOf = ({ entryId }: Pick<AuditEntry, "entryId">) => ({ pk: ALL, sk: `${PREFIX}${entryId}` });
const indexOf = (userId: string | undefined, entryId: string) =>
  userId === undefined ? {} : { gsi1pk: `audit#${userId}`, gsi1sk: entryId };

const auditItem = z.object({
  entryId: z.string(),
  action: z.string(),
  userId: z.string().exactOptional(),
  request: z.string(),
  atEpochMs: z.number(),
  outcome: z.enum(["begun", "done", "refused"]),
  code: z.string().exactOptional(),
});

/** The operators' actions in the Core table. */
export function dynamoAuditLog(table: Table): AuditLog {
  const { client, name: TableName } = table;
  return {
    async begin(entry) {
      const Item = { ...entry, ...keyOf(entry), ...indexOf(entry.userId, entry.entryId) };
      await client.send(new PutCommand({ TableName, Item }));
    },
    async end(entry, { outcome, code, userId }) {
      const known = userId ?? entry.userId;
      const fields = {
        outcome,
        ...(code !== undefined && { code }),
        ...(known !== undefined && { userId: known, ...indexOf(known, entry.entryId) }),
      };
      await client.send(new UpdateCommand({ TableName, Key: keyOf(entry), ...updateOf(fields) }));
    },
    list: ({ userId, limit }) =>
      queryItems(table, auditItem, {
        ...(userId === undefined
          ? { pk: ALL, beginsWith: PREFIX }
          : { index: "gsi1", pk: `audit#${userId}` }),
        isAscending: false,
        limit,
      }),
  };
}
