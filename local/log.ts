import type { Log } from "./types.ts";

export interface LogOptions {
  readonly isVerbose: boolean;
  /** Takes one finished line. @default writes it to stderr */
  readonly write?: (line: string) => void;
}

/** A log of JSON lines: `{ at, level, event, … }`; `at` is the host's time, ISO 8601. Errors among the fields become their stack. */
export function createLog({ isVerbose, write = (line) => process.stderr.write(line) }: LogOptions): Log {
  const line = (level: string, event: string, fields: Record<string, unknown> = {}) => {
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields }, plainError)}\n`);
  };
  return {
    info: (event, fields) => line("info", event, fields),
    warn: (event, fields) => line("warn", event, fields),
    debug: (event, fields) => {
      if (isVerbose) line("debug", event, fields);
    },
  };
}

function plainError(_key: string, value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? value.message) : value;
}
