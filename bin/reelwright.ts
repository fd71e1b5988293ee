import { admin } from "./commands/admin.ts";
import { make } from "./commands/make.ts";
import { start } from "./commands/start.ts";
import { HELP } from "./terminal/help.ts";
import { UsageError, UserError } from "./terminal/user-error.ts";

/*
 * The command line. It talks to the product over HTTP like any client, and to the admin Lambda like any operator.
 */
const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = { make, start, admin };

async function run([name, ...args]: readonly string[]): Promise<void> {
  if (name === undefined || name === "help" || name === "--help" || args.includes("--help")) {
    process.stdout.write(HELP);
    return;
  }
  const command = commands[name];
  if (!command) throw new UsageError(`There is no command "${name}"`);
  await command(args);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 70;
  }
}
