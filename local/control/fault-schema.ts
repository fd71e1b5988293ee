import { z } from "zod";
import type { Fault } from "../types.ts";

const KINDS = ["fail", "delay", "duplicate", "kill", "lose", "overload", "stall", "garbage"] as const;
const TARGET = /^(function|queue|vendor|service|machine):.*$/;

const schema = z.strictObject({
  target: z.string().regex(TARGET, "must start with function:, queue:, vendor:, service: or machine:"),
  kind: z.enum(KINDS),
  times: z.int().min(1).optional(),
  after: z.int().min(0).optional(),
  delayMs: z.number().min(0).optional(),
  atStep: z.int().min(1).optional(),
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

const move = z
  .strictObject({
    advanceMs: z.number().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    speed: z.int().min(1).max(1000).optional(),
    through: z.string().startsWith("function:").optional(),
  })
  .refine(({ advanceMs, speed }) => (advanceMs ?? speed) !== undefined, "advanceMs or speed is missing")
  .refine(
    ({ advanceMs, through }) => through === undefined || advanceMs !== undefined,
    "through needs advanceMs",
  );

/** @returns how far to move the clock, in ms, and whose invocations with it; how fast it is to run from then on. @throws Error naming every bad field */
export function parseMove(input: unknown): z.infer<typeof move> {
  const parsed = move.safeParse(input);
  if (!parsed.success) throw new Error(complaints(parsed.error));
  return parsed.data;
}

const forgotten = z.strictObject({ matching: z.string().min(1).optional() });

/** @returns the text in `matching` of the faults to forget; undefined for all of them. @throws Error naming every bad field */
export function parseForgotten(input: unknown): string | undefined {
  const parsed = forgotten.safeParse(input);
  if (!parsed.success) throw new Error(complaints(parsed.error));
  return parsed.data.matching;
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
