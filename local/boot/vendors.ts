import type { Clock, Faults, Log } from "../types.ts";
import type { Closers } from "./closers.ts";
import { ffmpegFolder } from "./ffmpeg-folder.ts";
import type { RememberedPorts } from "./remembered-ports.ts";

export interface VendorKeys {
  readonly anthropic: string | undefined;
  readonly fal: string | undefined;
}

export interface Vendors {
  /** Text by secret name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** CloudFormation parameters by which a laptop differs from an account. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface VendorOptions {
  readonly keys: VendorKeys;
  readonly stateDir: string;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
  readonly closers: Closers;
  readonly ports: RememberedPorts;
}

const EMULATED_KEY = "local-emulated-key";
const WELCOME_CREDITS = 10_000;

/** Starts the emulators of the vendors whose key was not given; a vendor with a key is called where it really is. */
export async function startVendors(options: VendorOptions): Promise<Vendors> {
  const { keys, closers, clock, faults, log, ports, stateDir } = options;
  const parameters: Record<string, string> = {
    PublicScheme: "http",
    EgressAllowList: "127.0.0.1",
    FfmpegDirectory: ffmpegFolder(),
    WelcomeCredits: String(WELCOME_CREDITS),
    // One draws with every core, the next one stands ready; more would wait into their timeouts.
    RenderConcurrency: "2",
  };
  if (keys.anthropic === undefined) {
    // Its dictionary is not loaded for somebody who calls the real one.
    const { startClaude } = await import("../vendors/claude/index.ts");
    const claude = await startClaude({ clock, faults, log, port: await ports.of("claude") });
    closers.add("claude", () => claude.close());
    parameters.AnthropicBaseUrl = claude.url;
  }
  if (keys.fal === undefined) {
    const { startFal } = await import("../vendors/fal/start-fal.ts");
    const fal = await startFal({ clock, faults, log, stateDir, port: await ports.of("fal") });
    closers.add("fal", () => fal.close());
    parameters.FalBaseUrl = fal.url;
  }
  return {
    parameters,
    secrets: {
      "reelwright/anthropic-api-key": keys.anthropic ?? EMULATED_KEY,
      "reelwright/fal-api-key": keys.fal ?? EMULATED_KEY,
    },
  };
}
