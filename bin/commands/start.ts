import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { developmentAccount } from "../cloud/development-account.ts";
import { bootLocalCloud, type LocalCloud } from "../cloud/local-cloud.ts";
import { synthesize } from "../cloud/synthesize.ts";
import { UsageError, UserError } from "../terminal/user-error.ts";
import { requireDisk } from "./disk-space.ts";
import { wholeNumber } from "./make-options.ts";
import { endWithThisProcess } from "./process-end.ts";

/** The Task API's documented local port. */
const DEFAULT_PORT = 8090;
const STATE = ".reelwright";
const INTERNAL_KEY_SECRET = "reelwright/internal-key";
/** How "npm run admin" finds what runs here. */
export const RUNNING_FILE = ".reelwright/running.json";

interface StartOptions {
  readonly port: number;
  readonly isFresh: boolean;
  readonly isJson: boolean;
}

/** `npm start`: boots the product on this machine and stays up until it is told to end. */
export async function start(args: readonly string[]): Promise<void> {
  const options = parseStartOptions(args);
  await requireDisk(process.cwd());
  let cloud: LocalCloud | undefined;
  endWithThisProcess(async () => {
    await cloud?.stop();
    await rm(RUNNING_FILE, { force: true });
  });
  if (!options.isJson) process.stderr.write("synthesizing the template …\n");
  await synthesize("cdk.out");
  const booted = await bootLocalCloud({
    assemblyFolder: "cdk.out",
    stateFolder: STATE,
    port: options.port,
    mediaPort: options.port === 0 ? 0 : options.port + 1,
    isFresh: options.isFresh,
    showsLog: options.isJson,
  });
  cloud = booted;
  try {
    await writeFile(RUNNING_FILE, JSON.stringify(booted), { mode: 0o600 });
    await announce(booted, options.isJson);
    const words = await booted.died;
    throw new UserError(`The local cloud ended: ${words}`);
  } finally {
    await booted.stop();
    await rm(RUNNING_FILE, { force: true });
  }
}

async function announce(cloud: LocalCloud, isJson: boolean): Promise<void> {
  const account = await developmentAccount(cloud, STATE);
  const ready = {
    baseUrl: cloud.baseUrl,
    email: account.email,
    apiKey: account.apiKey,
    userId: account.userId,
    jwt: await developmentJwt(cloud, account.userId),
    internalKey: await internalKey(cloud),
  };
  if (isJson) {
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  process.stdout.write(
    [
      "",
      `Reelwright runs at ${ready.baseUrl}`,
      `  media host    ${cloud.mediaUrl}`,
      `  AWS endpoint  ${cloud.awsEndpoint}`,
      `  control       ${cloud.controlUrl}`,
      "",
      `  email         ${ready.email}`,
      `  API key       ${ready.apiKey}`,
      `  JWT           ${ready.jwt}`,
      "",
      `  logs are in ${STATE}/local-cloud.log; Ctrl-C ends it`,
      "",
    ].join("\n"),
  );
}

/** A day's token of the emulated identity provider for the development account. */
async function developmentJwt(cloud: LocalCloud, userId: string): Promise<string> {
  const response = await fetch(new URL("/token", cloud.identityUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sub: userId, expiresInSeconds: 86_400, claims: { aud: "reelwright" } }),
  });
  return z.object({ access_token: z.string() }).parse(await response.json()).access_token;
}

/** The key of `X-Internal-Key`, which a laptop has switched on: its operator puts one where a deployment would. */
async function internalKey(cloud: LocalCloud): Promise<string> {
  const secrets = new SecretsManagerClient({
    endpoint: cloud.awsEndpoint,
    region: cloud.region,
    credentials: cloud.operator,
  });
  const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: INTERNAL_KEY_SECRET }));
  const { current } = z.object({ current: z.string() }).parse(JSON.parse(SecretString ?? "{}"));
  if (current !== "") return current;
  const made = randomBytes(24).toString("hex");
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: INTERNAL_KEY_SECRET,
      SecretString: JSON.stringify({ current: made, previous: "" }),
    }),
  );
  return made;
}

function parseStartOptions(args: readonly string[]): StartOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: "string" }, fresh: { type: "boolean" }, json: { type: "boolean" } },
    });
    return {
      port: values.port === undefined ? DEFAULT_PORT : wholeNumber("--port", values.port, 0, 65_534),
      isFresh: values.fresh === true,
      isJson: values.json === true,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
