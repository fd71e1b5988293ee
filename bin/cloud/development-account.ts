import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { AdminFunction } from "./admin-function.ts";
import type { LocalCloud } from "./local-cloud.ts";

const EMAIL = "developer@reelwright.test";
const CREDITS = 10_000;

const adminAccount = z.object({
  userId: z.string(),
  credits: z.object({ monthlyRemaining: z.number(), purchased: z.number(), held: z.number() }),
});
const availableCredits = ({ monthlyRemaining, purchased }: z.infer<typeof adminAccount>["credits"]): number =>
  monthlyRemaining + purchased;

const account = z.object({ email: z.string(), userId: z.string(), apiKey: z.string() });
export type DevelopmentAccount = z.infer<typeof account>;

/**
 * The account that every laptop has: plan `creator`, 10,000 credits. Made once per state folder; its key is kept there,
 * readable by its owner only, because the product itself stores nothing but the key's hash.
 */
export async function developmentAccount(
  cloud: LocalCloud,
  stateFolder: string,
): Promise<DevelopmentAccount> {
  const file = join(stateFolder, "development-account.json");
  if (existsSync(file)) return account.parse(JSON.parse(await readFile(file, "utf8")));

  const admin = adminOf(cloud);
  await admin.ask({ action: "template.seed" }, z.unknown());
  const { userId } = await admin.ask(
    {
      action: "account.create",
      requestId: "development-account",
      email: EMAIL,
      plan: "creator",
      credits: CREDITS,
    },
    z.object({ userId: z.string() }),
  );
  const { apiKey } = await admin.ask(
    { action: "key.create", requestId: randomUUID(), userId, name: "development" },
    z.object({ apiKey: z.string() }),
  );
  const made = { email: EMAIL, userId, apiKey };
  await writeFile(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

/** What is left on an account, without what open holds took; whole credits. */
export async function creditsLeft(cloud: LocalCloud, userId: string): Promise<number> {
  const { credits } = await adminOf(cloud).ask({ action: "account.get", userId }, adminAccount);
  return availableCredits(credits);
}

/** The admin Lambda of a local cloud. */
export function adminOf(
  cloud: Pick<LocalCloud, "awsEndpoint" | "operator" | "region" | "outputs">,
): AdminFunction {
  const name = cloud.outputs.AdminFunctionName;
  if (!name) throw new Error("the template has no output AdminFunctionName");
  return new AdminFunction(name, {
    endpoint: cloud.awsEndpoint,
    region: cloud.region,
    credentials: cloud.operator,
  });
}
