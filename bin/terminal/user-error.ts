/** Something the person at the terminal can mend. Printed as one line; everything else gets its stack as well. */
export class UserError extends Error {
  /** Exit code of the process. */
  readonly exitCode: number;
  constructor(message: string, options: { exitCode?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "UserError";
    this.exitCode = options.exitCode ?? 1;
  }
}

/** A wrong command line. */
export class UsageError extends UserError {
  constructor(message: string) {
    super(`${message} (--help shows what there is)`, { exitCode: 2 });
    this.name = "UsageError";
  }
}
