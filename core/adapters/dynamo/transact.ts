import { setTimeout as pause } from "node:timers/promises";
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from "@aws-sdk/client-dynamodb";
import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { TransientError } from "../../contract/errors.ts";
import type { Table } from "./core-table.ts";

export type TransactItems = NonNullable<TransactWriteCommandInput["TransactItems"]>;

/** Either all of it was written, or a condition did not hold and nothing was. */
export type TransactResult =
  | { readonly isWritten: true }
  | {
      readonly isWritten: false;
      /** One per item, in the items' order; `Code` is `None` or `ConditionalCheckFailed`. */
      readonly reasons: readonly CancellationReason[];
    };

const MAX_ATTEMPTS = 20;

/**
 * Writes all items or none. Two transactions that meet on an item cancel each other without either condition having
 * failed: such a conflict, and throttling, is tried again after a random pause that grows.
 *
 * @throws {TransientError} it met others at every attempt
 */
export async function transact({ client }: Table, items: TransactItems): Promise<TransactResult> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      await client.send(new TransactWriteCommand({ TransactItems: items }));
      return { isWritten: true };
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error;
      const reasons = error.CancellationReasons ?? [];
      if (reasons.some(({ Code }) => Code === "ConditionalCheckFailed")) return { isWritten: false, reasons };
      const passes = (code = "None") =>
        ["None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].includes(code);
      if (!reasons.every(({ Code }) => passes(Code))) throw error;
      await pauseAtRandom(attempt);
    }
  }
  throw new TransientError("Too many writers at once.");
}

/**
 * Runs one conditional write.
 * @returns false when its condition did not hold
 * @throws {TransientError} it met transactions at every attempt
 */
export async function writeIf(write: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      if (!(error instanceof TransactionConflictException)) throw error;
      await pauseAtRandom(attempt);
    }
  }
  throw new TransientError("Too many writers at once.");
}

/** Contenders that lost together must not come back together. @param attempt from 0 */
export async function pauseAtRandom(attempt: number): Promise<void> {
  await pause(Math.random() * Math.min(400, 10 * 2 ** attempt));
}
