import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as z from "zod";
import { ApiClient } from "../../bin/client/api-client.ts";
import { adminOf, type DevelopmentAccount, developmentAccount } from "../../bin/cloud/development-account.ts";
import { bootLocalCloud, type LocalCloud } from "../../bin/cloud/local-cloud.ts";
import { synthesize } from "../../bin/cloud/synthesize.ts";

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
  const response = await fetch(new URL("/faults", cloud.controlUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`fault refused: ${await response.text()}`);
}

export async function moveClock(cloud: LocalCloud, advanceMs: number): Promise<void> {
  const response = await fetch(new URL("/clock", cloud.controlUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advanceMs }),
  });
  if (!response.ok) throw new Error(`clock refused: ${await response.text()}`);
}
