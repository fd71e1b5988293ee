import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { ApiClient } from "../../bin/client/api-client.ts";
import { adminOf, type DevelopmentAccount, developmentAccount } from "../../bin/cloud/development-account.ts";
import { bootLocalCloud, type LocalCloud } from "../../bin/cloud/local-cloud.ts";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { openStores, type Stores } from "../chaos/stores.ts";

const ROOT = resolve(import.meta.dirname, "../..");

export interface Product {
  readonly cloud: LocalCloud;
  readonly account: DevelopmentAccount;
  readonly client: ApiClient;
  readonly stateFolder: string;
}

/** A state folder of its own under the system's temporary folder. */
export const newStateFolder = (): string => mkdtempSync(join(tmpdir(), "reelwright-"));
export const forget = (stateFolder: string): void => rmSync(stateFolder, { recursive: true, force: true });

/** The whole product on this machine, from the same template as `npm start`. */
export async function bootProduct(stateFolder: string): Promise<Product> {
  const assemblyFolder = join(ROOT, "cdk.out");
  await synthesize(assemblyFolder);
  const cloud = await bootLocalCloud({
    assemblyFolder,
    stateFolder,
    port: 0,
    mediaPort: 0,
    isFresh: false,
    showsLog: false,
  });
  const account = await developmentAccount(cloud, stateFolder);
  return { cloud, account, client: new ApiClient({ baseUrl: cloud.baseUrl, ...account }), stateFolder };
}

/** One more account of the product with a key of its own, and with no credits but these purchased ones. */
export async function newAccount(
  { cloud }: Pick<Product, "cloud">,
  email: string,
  credits: number,
): Promise<DevelopmentAccount> {
  const admin = adminOf(cloud);
  const { userId } = await admin.ask(
    { action: "account.create", email, plan: "payg", credits },
    z.object({ userId: z.string() }),
  );
  const { apiKey } = await admin.ask(
    { action: "key.create", userId, name: email },
    z.object({ apiKey: z.string() }),
  );
  return { email, userId, apiKey };
}

/** Tells the control server what the next events suffer. */
export async function addFault(cloud: LocalCloud, fault: Record<string, unknown>): Promise<void> {
  await control(cloud, "POST", "/faults", fault);
}

/** How many of the faults have befallen nobody yet. */
export async function faultsLeft(cloud: LocalCloud): Promise<number> {
  return z.object({ faults: z.array(z.unknown()) }).parse(await control(cloud, "GET", "/faults")).faults
    .length;
}

/** @param options `through`: functions whose running invocations live through it, too, as a fault's target names them */
export async function moveClock(
  cloud: LocalCloud,
  advanceMs: number,
  options: { readonly through?: string } = {},
): Promise<void> {
  await control(cloud, "POST", "/clock", { advanceMs, ...options });
}

/** What time it is in the account, ms since 1970 UTC. */
export async function nowAt(cloud: LocalCloud): Promise<number> {
  return z.object({ nowEpochMs: z.number() }).parse(await control(cloud, "GET", "/clock")).nowEpochMs;
}

const resources = z.object({
  resources: z.array(z.object({ logicalId: z.string(), type: z.string(), ref: z.string() })),
});

/** @returns finds the name of the resource of that type whose logical id has that in it */
export async function resourceNames(cloud: LocalCloud): Promise<(type: string, part: string) => string> {
  const all = resources.parse(await control(cloud, "GET", "/resources")).resources;
  return (type, part) => {
    const found = all.find((each) => each.type === type && each.logicalId.includes(part));
    if (!found) throw new Error(`the template has no ${type} named ${part}`);
    return found.ref;
  };
}

/** What the product keeps, read as the operator. */
export async function storesOf(cloud: LocalCloud): Promise<Stores> {
  const { awsEndpoint: endpoint, region, operator: credentials } = cloud;
  return openStores({ endpoint, region, credentials }, await resourceNames(cloud));
}

async function control(
  { controlUrl }: LocalCloud,
  method: string,
  path: string,
  body?: Record<string, unknown>,
): Promise<unknown> {
  const response = await fetch(new URL(path, controlUrl), {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${await response.text()}`);
  return response.json();
}
