import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bench, BenchResult } from "./bench-result.ts";

/*
 * npm run bench -- NAME [--json]
 * Prints a table, or one JSON object. Ends with 1 when a goal is missed, with 64 when it was called wrongly.
 */

const SUFFIX = ".bench.ts";
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length));

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false } },
});
const [name = ""] = positionals;

if (names.includes(name)) {
  const bench: Bench = await import(`./${name}${SUFFIX}`);
  const result = await bench.run();
  const missed = missedGoals(result);
  process.stdout.write(values.json ? `${asJson(name, result, missed)}\n` : asText(result, missed));
  process.exitCode = missed.length === 0 ? 0 : 1;
} else {
  process.stderr.write(`npm run bench -- ${names.join("|")} [--json]\n`);
  process.exitCode = 64;
}

function missedGoals({ numbers, goals = [] }: BenchResult): string[] {
  return goals.flatMap(
    ({ number, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY }) => {
      const value = numbers[number] ?? Number.NaN;
      if (value <= atMost && value >= atLeast) return [];
      const limits = [
        ...(atLeast > Number.NEGATIVE_INFINITY ? [`at least ${atLeast}`] : []),
        ...(atMost < Number.POSITIVE_INFINITY ? [`at most ${atMost}`] : []),
      ];
      return [`${number} is ${value}, and shall be ${limits.join(" and ")}`];
    },
  );
}

function asJson(bench: string, { numbers, goals = [] }: BenchResult, missed: readonly string[]): string {
  return JSON.stringify({ bench, ...numbers, goals, missed });
}

function asText({ table }: BenchResult, missed: readonly string[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  const lines = table.map((row) =>
    row
      // The first column is a name, the others are numbers.
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  const [head = "", ...rows] = lines;
  const goals = missed.length === 0 ? ["All goals are met."] : missed.map((miss) => `Missed: ${miss}.`);
  return `${[head, rule, ...rows, "", ...goals].join("\n")}\n`;
}
