import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { AdminFunction, type AdminRequest } from "../cloud/admin-function.ts";
import { adminOf } from "../cloud/development-account.ts";
import { UsageError, UserError } from "../terminal/user-error.ts";
import { wholeNumber } from "./make-options.ts";
import { RUNNING_FILE } from "./start.ts";

const running = z.object({
  awsEndpoint: z.string(),
  operator: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  region: z.string(),
  outputs: z.record(z.string(), z.string()),
});

/** `npm run admin -- account create …`: one call of the admin Lambda, whose answer is printed as JSON. */
export async function admin(args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [noun, verb, what] = positionals;
  const request =
    noun === "template" ? await templateRequest(verb, what) : requestOf(positionals.join("."), values);
  const target = values.function ? new AdminFunction(values.function) : adminOf(await runningCloud());
  const answer = await target.ask(request, z.unknown());
  process.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
}

type Values = ReturnType<typeof parse>["values"];

function requestOf(action: string, values: Values): AdminRequest {
  const required = (
    name: "email" | "user" | "plan" | "key-id" | "credits" | "issuer" | "subject",
  ): string => {
    const value = values[name];
    if (value === undefined) throw new UsageError(`${action.replace(".", " ")} needs --${name}`);
    return value;
  };
  const credits = (given: string) => wholeNumber("--credits", given, 0, 1_000_000_000);
  const requestId = values["request-id"] ?? randomUUID();
  switch (action) {
    case "account.create":
      return {
        action,
        email: required("email"),
        ...(values.plan && { plan: values.plan }),
        ...(values.credits && { credits: credits(values.credits) }),
      };
    case "account.show":
      return {
        action: "account.get",
        ...(values.user ? { userId: values.user } : { email: required("email") }),
      };
    case "account.topup":
      return { action, requestId, userId: required("user"), credits: credits(required("credits")) };
    case "account.plan":
      return { action, userId: required("user"), plan: required("plan") };
    case "account.link":
      return {
        action,
        userId: required("user"),
        issuer: required("issuer"),
        subject: required("subject"),
      };
    case "account.recount":
      return { action, userId: required("user") };
    case "audit.list":
      return { action, ...(values.user && { userId: values.user }) };
    case "key.create":
      return { action, requestId, userId: required("user"), name: values.name ?? "key" };
    case "key.list":
      return { action, userId: required("user") };
    case "key.revoke":
      return { action, userId: required("user"), keyId: required("key-id") };
    default:
      throw new UsageError(`There is no action "${action.replaceAll(".", " ")}"`);
  }
}

/** `template import FILE`, `template list`, `template get ID`, `template delete ID`, `template seed`. */
async function templateRequest(verb = "", what = ""): Promise<AdminRequest> {
  const action = `template.${verb}`;
  const needs = (name: string) => {
    if (what === "") throw new UsageError(`template ${verb} needs ${name}`);
    return what;
  };
  switch (verb) {
    case "import":
      return { action, document: await readJson(needs("a file")) };
    case "get":
    case "delete":
      return { action, templateId: needs("a template's id") };
    case "list":
    case "seed":
      return { action };
    default:
      throw new UsageError(`There is no action "template ${verb}"`);
  }
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function runningCloud() {
  if (!existsSync(RUNNING_FILE))
    throw new UserError('Nothing runs here. Use "npm start", or --function NAME for a deployed stack.');
  return running.parse(JSON.parse(await readFile(RUNNING_FILE, "utf8")));
}

function parse(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ email: text, user: text, plan: text, credits: text, name: text, "key-id": text },
        ...{ issuer: text, subject: text, function: text, "request-id": text },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
