import * as z from "zod";
import { type Account, plans } from "../../ports/accounts.ts";
import { getItem, type Table } from "./core-table.ts";

export const accountKey = (userId: string) => ({ pk: `account#${userId}`, sk: "account" });

/** Sorts before every month. */
const NO_MONTH = "0000-00";

/** Where the account stands in the order of renewal. */
export const renewalKey = (userId: string, allowanceMonth: string | undefined) => ({
  gsi1pk: "accounts",
  gsi1sk: `${allowanceMonth ?? NO_MONTH}#${userId}`,
});

export const accountItem = z.lazy(() =>
  z.object({
    userId: z.string(),
    email: z.string(),
    plan: z.enum(plans),
    monthlyRemaining: z.number(),
    purchased: z.number(),
    held: z.number(),
    allowanceMonth: z.string().optional(),
    createdAtEpochMs: z.number(),
  }),
);

export const toAccount = ({ allowanceMonth, ...rest }: z.infer<typeof accountItem>): Account => ({
  ...rest,
  ...(allowanceMonth !== undefined && { allowanceMonth }),
});

/** Reads an account; the credit store shares it. */
export async function readAccount(table: Table, userId: string): Promise<Account | undefined> {
  const found = await getItem(table, accountItem, accountKey(userId));
  return found && toAccount(found);
}
