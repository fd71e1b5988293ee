/** One action of an operator. */
export interface AuditEntry {
  /** Sorts by time. */
  readonly entryId: string;
  /** `account.topup`. */
  readonly action: string;
  /** Whom it was about, as far as the request says. */
  readonly userId?: string;
  /** What was asked, as JSON; no key is ever in it. */
  readonly request: string;
  readonly atEpochMs: number;
  /** `begun` for ever: the function died at it. */
  readonly outcome: "begun" | "done" | "refused";
  /** Code of the refusal. */
  readonly code?: string;
}

/** What operators did; nothing is ever removed. */
export interface AuditLog {
  /** Before the action. */
  begin(entry: AuditEntry): Promise<void>;
  /** After it. `userId`: whom it turned out to be about. */
  end(entry: AuditEntry, end: Pick<AuditEntry, "outcome" | "code" | "userId">): Promise<void>;
  /** The latest first; of one account, or of all. */
  list(selection: { readonly userId?: string | undefined; readonly limit: number }): Promise<AuditEntry[]>;
}
