import { z } from "zod";
import type { Fault } from "../types.ts";

const KINDS = ["fail", "delay", "duplicate", "kill", "overload", "stall", "garbage"] as const;
const TARGET = /^(function|queue|vendor|service|machine):.*$/;

const schema = z.strictObject({
  target: z.string().regex(TARGET, "must start with function:, queue:, vendor:, service: or machine:"),
  kind: z.enum(KINDS),
  times: z.int().min(1).optional(),
  after: z.int().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  matching: z.string().optional(),
  status: z.int().min(100).max(599).optional(),
  error: z.string().optional(),
});

/** @throws Error naming every bad field */
export function parseFault(input: unknown): Fault {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new Error(complaints(parsed.error));
  return defined(parsed.data);
}

const move = z.strictObject({ advanceMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER) });

/** @returns how far to move the clock, in ms. @throws Error naming every bad field */
export function parseMove(input: unknown): number {
  const parsed = move.safeParse(input);
  if (!parsed.success) throw new Error(complaints(parsed.error));
  return parsed.data.advanceMs;
}

function complaints(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`).join("; ");
}

/** Without the keys that are undefined, which an exact optional property does not take. */
function defined({ target, kind, ...rest }: z.infer<typeof schema>): Fault {
  return {
    target,
    kind,
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
  };
}
