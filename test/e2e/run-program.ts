import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, "documented-programs");

/** What a reader of the docs puts into a program. */
export interface Caller {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly email: string;
}

/** Whether this machine has what the documented Python programs import. */
export async function hasPythonRequests(): Promise<boolean> {
  try {
    await run("python3", ["-c", "import requests"]);
    return true;
  } catch {
    console.warn(
      "Skipped: the documented Python programs need python3 with requests (pip install requests).",
    );
    return false;
  }
}

/**
 * Runs a program of the public docs as it is there but for host, key, email and the project's id. A snippet that stands on
 * an earlier one gets the names that this one defines; `shows` is an expression to print at the end.
 *
 * @returns what it prints
 * @throws Error when it ends with another code than 0
 */
export async function runProgram(
  file: string,
  caller: Caller,
  { id = 0, shows }: { id?: number; shows?: string } = {},
): Promise<string> {
  const { baseUrl, apiKey, email } = caller;
  const program = readFileSync(join(FOLDER, file), "utf8")
    .replaceAll("https://api.kvid.ai", baseUrl)
    .replaceAll("YOUR_API_KEY", apiKey)
    .replaceAll("you@example.com", email)
    .replaceAll("/1234?", `/${id}?`);
  const env = { PATH: process.env.PATH, KVIDAI_API_KEY: apiKey };
  const { stdout } = await run(...commandOf(file, program, { id, apiKey, email, shows }), { env });
  return stdout.trim();
}

interface Given {
  readonly id: number;
  readonly apiKey: string;
  readonly email: string;
  readonly shows: string | undefined;
}

function commandOf(file: string, program: string, { id, apiKey, email, shows }: Given): [string, string[]] {
  if (file.endsWith(".py")) {
    const before = `import json, requests\nAPI_KEY = "${apiKey}"\nEMAIL = "${email}"\nproject_id = ${id}\n`;
    const after = shows === undefined ? "" : `\nprint(json.dumps(${shows}))\n`;
    return ["python3", ["-c", before + program + after]];
  }
  if (file.endsWith(".mjs")) {
    const before = `const API_KEY = "${apiKey}";\nconst id = ${id};\n`;
    const after = shows === undefined ? "" : `\nconsole.log(JSON.stringify(${shows}));\n`;
    return [process.execPath, ["--input-type=module", "-e", before + program + after]];
  }
  return ["bash", ["-c", program.replace("curl ", "curl -sS ")]];
}
