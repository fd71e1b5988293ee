import { randomBytes, randomInt } from "node:crypto";
import { ulid } from "ulid";
import type { Ids } from "../../ports/time-and-ids.ts";

/** Ids from the runtime's clock and its cryptographic random numbers. */
export const systemIds: Ids = {
  next: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
  secret: () => randomBytes(16).toString("hex"),
  random: (limit) => randomInt(limit),
};
