/** A tool call that the planner wants to make. */
export interface WantedCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What came of reading one clause. */
export type ClauseResult =
  | { readonly kind: "calls"; readonly calls: readonly WantedCall[]; readonly targets?: readonly string[] }
  /** Understood, but not which item, or not what. */
  | { readonly kind: "ask"; readonly about: "which" | "what" | "nothing-there" }
  | { readonly kind: "not-an-edit" };

export const NOT_AN_EDIT: ClauseResult = { kind: "not-an-edit" };

export function calls(wanted: readonly WantedCall[], targets: readonly string[] = []): ClauseResult {
  return { kind: "calls", calls: wanted, targets };
}

export function ask(about: "which" | "what" | "nothing-there"): ClauseResult {
  return { kind: "ask", about };
}

/** Seconds are spoken and written with two decimals at most. */
export function tidySeconds(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
