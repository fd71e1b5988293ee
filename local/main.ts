import { fstatSync } from "node:fs";
import { enableCompileCache } from "node:module";
import type { LocalCloud } from "./boot.ts";
import { parseFlags } from "./config.ts";
import { createLog } from "./log.ts";
import { StartError } from "./start-error.ts";
import { ACCOUNT_ID } from "./types.ts";

/**
 * Boots the local cloud and stays up: `node local/main.ts --assembly cdk.out --state .reelwright --port 8090`.
 * Prints one JSON line to stdout when ready; everything else goes to stderr. It ends on SIGINT, SIGTERM, and when the program
 * that holds the other end of its stdin is gone.
 */
async function main(): Promise<void> {
  const options = parseFlags(process.argv.slice(2));
  const log = createLog({ isVerbose: options.isVerbose });
  const ended = whenToldToEnd();
  // Compiled once, kept for the next start: most of a start is reading code.
  enableCompileCache();
  const { boot } = await import("./boot.ts");
  const booting = boot(options, {
    log,
    keys: { anthropic: keyFrom("ANTHROPIC_API_KEY"), fal: keyFrom("FAL_KEY") },
  });
  const first = await Promise.race([booting, ended]);
  const cloud = typeof first === "string" ? await booting : first;
  if (typeof first !== "string") process.stdout.write(`${readyLine(cloud)}\n`);
  log.info("main.ending", { reason: await ended });
  await cloud.close();
}

function readyLine(cloud: LocalCloud): string {
  const { baseUrl, mediaUrl, awsEndpoint, controlUrl, identityUrl, operator, region, outputs } = cloud;
  const { accessKeyId, secretAccessKey } = operator;
  return JSON.stringify({
    ...{ baseUrl, mediaUrl, awsEndpoint, controlUrl, identityUrl },
    operator: { accessKeyId, secretAccessKey },
    ...{ region, accountId: ACCOUNT_ID, outputs },
  });
}

function keyFrom(variable: string): string | undefined {
  return process.env[variable] || undefined;
}

/** Resolves with the reason. A terminal, or no stdin at all, is nobody to wait for. */
function whenToldToEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.once(signal, () => resolve(signal));
    // Nobody reads the log any more: whoever did is gone.
    process.stderr.once("error", () => resolve("stderr closed"));
    const stdin = fstatSync(0);
    if (!stdin.isFIFO() && !stdin.isSocket()) return;
    process.stdin.once("end", () => resolve("stdin closed"));
    process.stdin.once("error", () => resolve("stdin broke"));
    process.stdin.resume();
  });
}

try {
  await main();
  process.exit(0);
} catch (error) {
  // One clear line for a mistake that a person can mend; for anything else, where it happened.
  const isMistake = error instanceof StartError;
  process.stderr.write(
    `${isMistake ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exit(1);
}
