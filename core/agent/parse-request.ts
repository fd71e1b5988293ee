import type * as z from "zod";
import { type FieldProblem, InvalidRequestError } from "../contract/errors.ts";

/** As many as a person can use. */
const MAX_PROBLEMS = 20;

/**
 * Checks a body or query of the Agent API.
 * @throws {InvalidRequestError} 400 naming every bad field: MISSING_PARAMETERS when one is not there, else INVALID_PARAMETERS
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const given = value ?? {};
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const isMissing = parsed.error.issues.some(({ path }) => isAbsent(given, path));
  const problems = parsed.error.issues.map(
    ({ path, message }): FieldProblem => ({
      path: path.map(String).join("."),
      message: isAbsent(given, path) ? "is required" : message,
    }),
  );
  throw new InvalidRequestError(
    isMissing ? "MISSING_PARAMETERS" : "INVALID_PARAMETERS",
    problems.slice(0, MAX_PROBLEMS),
  );
}

function isAbsent(value: unknown, path: readonly PropertyKey[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return value === undefined;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return rest.length === 0;
  const inner: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
  return isAbsent(inner, rest);
}
