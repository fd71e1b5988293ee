import { createHash } from "node:crypto";
import type { AdminRequest, AdminRequestOf } from "../../core/contract/admin-api.ts";
import { AppError } from "../../core/contract/errors.ts";
import type { AdminDeps } from "./deps.ts";

/** A document is too large for an entry of a log: what stays is its hash. */
export function withoutDocument(request: AdminRequest) {
  if (request.action !== "template.import") return request;
  const bytes = JSON.stringify(request.document ?? null);
  return { action: request.action, documentSha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Performs an action between the two halves of its audit entry: what began and has no end is what a function died at.
 * Emails are not kept in it: the account says whose it is.
 *
 * Nor is the operator: Lambda tells an invoked function nothing of the IAM principal that invoked it, and what the event
 * says of itself proves nothing. CloudTrail knows, where it records the data events of this function.
 */
export async function audited(
  { audit, clock, ids }: AdminDeps,
  request: AdminRequest,
  performAction: () => Promise<unknown>,
): Promise<unknown> {
  const { action, ...fields } = withoutDocument(request);
  const asked = "email" in fields ? { ...fields, email: undefined } : fields;
  const entry = {
    entryId: ids.next("audit"),
    action,
    ...("userId" in request && request.userId !== undefined && { userId: request.userId }),
    request: JSON.stringify(asked),
    atEpochMs: clock.now(),
    outcome: "begun" as const,
  };
  await audit.begin(entry);
  try {
    const answer = await performAction();
    await audit.end(entry, { outcome: "done", ...userIn(answer) });
    return answer;
  } catch (error) {
    const code = error instanceof AppError ? error.code : "INTERNAL_ERROR";
    await audit.end(entry, { outcome: "refused", code });
    throw error;
  }
}

const userIn = (answer: unknown): { userId?: string } =>
  typeof answer === "object" && answer !== null && "userId" in answer && typeof answer.userId === "string"
    ? { userId: answer.userId }
    : {};

export async function auditList({ audit }: AdminDeps, { userId, limit }: AdminRequestOf<"audit.list">) {
  const entries = await audit.list({ userId, limit });
  return {
    entries: entries.map(({ atEpochMs, request, ...rest }) => ({
      ...rest,
      request: JSON.parse(request),
      at: new Date(atEpochMs).toISOString(),
    })),
  };
}
