import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SFNClient } from "@aws-sdk/client-sfn";
import * as z from "zod";
import { adminOf } from "../../bin/cloud/development-account.ts";
import { bootLocalCloud, type LocalCloud } from "../../bin/cloud/local-cloud.ts";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { type AwsConfig, openStores, type Stores } from "./stores.ts";
import { type ClaudeStandIn, startClaude } from "./vendors/claude.ts";
import { type FalStandIn, startFal } from "./vendors/fal.ts";
import { type Listener, startListener } from "./vendors/listener.ts";

/** Of one function: to start one costs as much as to serve many invocations. */
const MOST_ENVIRONMENTS = 10;

const ROOT = resolve(import.meta.dirname, "../..");

const resources = z.object({
  resources: z.array(z.object({ logicalId: z.string(), type: z.string(), ref: z.string() })),
});

/** A fault as the local cloud's control takes it. */
export interface FaultOrder {
  readonly target: string;
  readonly kind: "fail" | "delay" | "duplicate" | "kill" | "lose" | "overload" | "stall" | "garbage";
  readonly times?: number;
  readonly after?: number;
  readonly delayMs?: number;
  readonly atStep?: number;
  readonly matching?: string;
  readonly status?: number;
}

/** The product on this machine, whose time runs fast, with vendors that answer at once and misbehave when told to. */
export interface ChaosCloud {
  /** Another one after each kill. */
  readonly current: LocalCloud;
  readonly fal: FalStandIn;
  readonly claude: ClaudeStandIn;
  readonly listener: Listener;
  /** Resolves when nobody is killing it. */
  readonly whenUp: Promise<void>;
  /** As a power cut ends it; boots it again from its state folder. Kills that meet are one. */
  killAndBoot(): Promise<void>;
  /** What is looked up while another story may kill it: then it is looked up again. */
  ask<Found>(look: () => Promise<Found>): Promise<Found>;
  order(fault: FaultOrder): Promise<void>;
  /** Calls off the faults with this text in their `matching`. */
  callOff(matching: string): Promise<void>;
  /** The name of a resource whose logical id has this in it. */
  nameOf(type: string, part: string): string;
  clients(): { readonly states: SFNClient };
  /** What is stored, read as the operator. */
  stores(): Stores;
  admin(): ReturnType<typeof adminOf>;
  close(): Promise<void>;
}

export interface ChaosCloudOptions {
  /** Seconds of the account's time per second. */
  readonly speed: number;
}

export async function bootChaosCloud({ speed }: ChaosCloudOptions): Promise<ChaosCloud> {
  const stateFolder = mkdtempSync(join(tmpdir(), "reelwright-chaos-"));
  const assemblyFolder = join(ROOT, "cdk.out");
  await synthesize(assemblyFolder);
  const [fal, claude, listener] = await Promise.all([startFal(), startClaude(), startListener()]);
  const names = new Map<string, string>();
  let stores: Stores | undefined;

  const boot = async (): Promise<LocalCloud> => {
    const cloud = await bootLocalCloud({
      assemblyFolder,
      stateFolder,
      port: 0,
      mediaPort: 0,
      isFresh: false,
      showsLog: false,
      maxEnvironments: MOST_ENVIRONMENTS,
      parameters: { AnthropicBaseUrl: claude.url, FalBaseUrl: fal.url },
    });
    await control(cloud, "POST", "/clock", { speed });
    const { resources: all } = resources.parse(await control(cloud, "GET", "/resources"));
    for (const { type, logicalId, ref } of all) names.set(`${type} ${logicalId}`, ref);
    stores = openStores(configOf(cloud), nameOf);
    return cloud;
  };
  const nameOf = (type: string, part: string): string => {
    const found = [...names].find(([name]) => name.startsWith(`${type} `) && name.includes(part));
    if (!found) throw new Error(`the template has no ${type} named ${part}`);
    return found[1];
  };
  let current = await boot();
  let down: Promise<void> | undefined;

  const killAndBoot = async () => {
    current.kill();
    await current.died;
    current = await boot();
    down = undefined;
  };
  const whenUp = async () => {
    while (down) await down;
  };
  const ask = async <Found>(look: () => Promise<Found>): Promise<Found> => {
    for (;;) {
      await whenUp();
      const asked = current;
      try {
        return await look();
      } catch (error) {
        if (current === asked && down === undefined) throw error;
      }
    }
  };
  return {
    get current() {
      return current;
    },
    get whenUp() {
      return whenUp();
    },
    fal,
    claude,
    listener,
    killAndBoot() {
      down ??= killAndBoot();
      return down;
    },
    ask,
    async order(fault) {
      await ask(() => control(current, "POST", "/faults", fault));
    },
    async callOff(matching) {
      await ask(() => control(current, "DELETE", `/faults?matching=${encodeURIComponent(matching)}`));
    },
    nameOf,
    clients: () => ({ states: new SFNClient(configOf(current)) }),
    stores() {
      if (!stores) throw new Error("the cloud was never up");
      return stores;
    },
    admin: () => adminOf(current),
    async close() {
      await whenUp();
      await current.stop();
      fal.close();
      claude.close();
      listener.close();
      rmSync(stateFolder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

const configOf = ({ awsEndpoint, region, operator }: LocalCloud): AwsConfig => ({
  endpoint: awsEndpoint,
  region,
  credentials: operator,
});

async function control(
  { controlUrl }: LocalCloud,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(new URL(path, controlUrl), {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}
