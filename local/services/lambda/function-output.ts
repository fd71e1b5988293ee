import { createInterface } from "node:readline";
import { isRecord } from "../../json-values.ts";
import type { Log } from "../../types.ts";

const WARNING_LEVELS = new Set(["WARN", "ERROR", "CRITICAL", "FATAL"]);

/** Turns what a function prints into log lines that carry its name; a structured line is kept as an object. */
export function logOutput(
  log: Log,
  functionName: string,
  stream: "stdout" | "stderr",
  output: NodeJS.ReadableStream,
): void {
  createInterface({ input: output, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (text) => {
    if (text === "") return;
    const line = structured(text);
    const isWarning = isRecord(line) ? WARNING_LEVELS.has(String(line.level)) : stream === "stderr";
    if (isWarning) log.warn("function.output", { function: functionName, line });
    else log.info("function.output", { function: functionName, line });
  });
}

function structured(text: string): unknown {
  if (!text.startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
