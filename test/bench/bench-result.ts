/** What a bench found out. */
export interface BenchResult {
  /** Flat, for programs; units in the names (`getProjectP50Ms`). */
  readonly numbers: Readonly<Record<string, number>>;
  /** For people: the first row is the head. */
  readonly table: readonly (readonly string[])[];
  /** What the numbers must stay within; the process fails beyond. @default none */
  readonly goals?: readonly Goal[];
}

export interface Goal {
  /** A key of `numbers`. */
  readonly number: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/**
 * A file `test/bench/<name>.bench.ts` is the bench `<name>`: `npm run bench -- <name>` runs it and prints the result.
 * Whatever it compares, it measures in the same run.
 */
export interface Bench {
  run(): Promise<BenchResult>;
}
