import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyComposition } from "../../core/contract/composition.ts";

const run = promisify(execFile);
const FOLDER = join(import.meta.dirname, "documented-programs");
/** A program prints every composition it is sent. */
const MAX_PRINTED_BYTES = 100_000_000;

/** What a reader of the docs puts into a program. */
export interface Caller {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly email: string;
}

/** What a program is about, in place of the ids of the docs. */
interface About {
  /** The project's. */
  readonly id?: number;
  readonly jobId?: string | undefined;
  readonly sceneId?: string | undefined;
  /** Texts of the docs in English, and what stands in their place in another language. */
  readonly translated?: readonly (readonly [english: string, other: string])[];
  /** An expression to print at the end. */
  readonly shows?: string;
}

/** Whether this machine has what the documented Python programs import; says so once when it has not. */
export async function hasPython(...modules: readonly string[]): Promise<boolean> {
  try {
    await run("python3", ["-c", `import ${modules.join(", ")}`]);
    return true;
  } catch {
    const names = modules.join(" ");
    console.warn(
      `Skipped: the documented Python programs need python3 with ${names} (pip install ${names}).`,
    );
    return false;
  }
}

/**
 * Runs a program of the public docs as it is there but for host, key, email and ids. A snippet that stands on an earlier
 * one gets the names that this one defines.
 *
 * @param file of the folder documented-programs
 * @returns what it prints
 * @throws Error when it ends with another code than 0; `stdout` and `stderr` are what it printed
 */
export async function runProgram(file: string, caller: Caller, about: About = {}): Promise<string> {
  const program = fillIn(readFileSync(join(FOLDER, file), "utf8"), caller, about);
  const env = { PATH: process.env.PATH, KVIDAI_API_KEY: caller.apiKey, PYTHONIOENCODING: "utf8" };
  const { stdout } = await run(...commandOf(file, program, caller, about), {
    env,
    maxBuffer: MAX_PRINTED_BYTES,
  });
  return stdout.trim();
}

function fillIn(program: string, { baseUrl, apiKey, email }: Caller, about: About): string {
  const { id = 0, jobId = "", sceneId = "", translated = [] } = about;
  const inLanguage = translated.reduce((text, [english, other]) => {
    if (!text.includes(english)) throw new Error(`the program does not say ${english}`);
    return text.replaceAll(english, other);
  }, program);
  return inLanguage
    .replaceAll("1234", String(id))
    .replaceAll("job_abc123", jobId)
    .replaceAll("scene-4", sceneId)
    .replaceAll("https://api.kvid.ai", baseUrl)
    .replaceAll("YOUR_API_KEY", apiKey)
    .replaceAll("you@example.com", email);
}

function commandOf(
  file: string,
  program: string,
  { apiKey, email }: Caller,
  { id = 0, jobId = "", shows }: About,
): [string, string[]] {
  const composition = JSON.stringify(emptyComposition());
  if (file.endsWith(".py")) {
    const imports = program.includes("httpx") ? "import httpx, json, requests" : "import json, requests";
    const before = `${imports}\nAPI_KEY = "${apiKey}"\nEMAIL = "${email}"\nproject_id = ${id}\njob_id = "${jobId}"\nempty_composition = ${composition}\n`;
    const after = shows === undefined ? "" : `\nprint(json.dumps(${shows}))\n`;
    return ["python3", ["-c", before + program + after]];
  }
  if (file.endsWith(".mjs")) {
    const before = `const API_KEY = "${apiKey}";\nconst id = ${id};\nconst composition = ${composition};\n`;
    const after = shows === undefined ? "" : `\nconsole.log(JSON.stringify(${shows}));\n`;
    return [process.execPath, ["--input-type=module", "-e", before + program + after]];
  }
  return ["bash", ["-c", program.replace("curl ", "curl -sS ")]];
}
