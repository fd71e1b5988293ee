import { parseArgs } from "node:util";
import { StartError } from "./start-error.ts";

export interface BootOptions {
  /** The `cdk.out` folder. */
  readonly assemblyDir: string;
  readonly stateDir: string;
  /** Of the front that stands for the API's distribution; 0: any free one. */
  readonly port: number;
  readonly mediaPort: number;
  /** Forget what is kept in `stateDir`. */
  readonly isFresh: boolean;
  /** CloudFormation parameters by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Environments of one function at once, 1 or more; invocations beyond them wait. */
  readonly maxEnvironments: number;
  readonly isVerbose: boolean;
}

export const DEFAULT_OPTIONS: BootOptions = {
  assemblyDir: "cdk.out",
  stateDir: ".reelwright",
  port: 8090,
  mediaPort: 8091,
  isFresh: false,
  parameters: {},
  maxEnvironments: 24,
  isVerbose: false,
};

/** @throws StartError for an unknown flag or a bad value */
export function parseFlags(flags: readonly string[]): BootOptions {
  const values = readFlags(flags);
  return {
    assemblyDir: values.assembly ?? DEFAULT_OPTIONS.assemblyDir,
    stateDir: values.state ?? DEFAULT_OPTIONS.stateDir,
    port: readPort("--port", values.port, DEFAULT_OPTIONS.port),
    mediaPort: readPort("--media-port", values["media-port"], DEFAULT_OPTIONS.mediaPort),
    isFresh: values.fresh ?? false,
    maxEnvironments: readCount("--environments", values.environments, DEFAULT_OPTIONS.maxEnvironments),
    isVerbose: values.verbose ?? false,
    parameters: Object.fromEntries((values.parameter ?? []).map(readParameter)),
  };
}

function readFlags(flags: readonly string[]) {
  try {
    return parseArgs({
      args: [...flags],
      options: {
        assembly: { type: "string" },
        state: { type: "string" },
        port: { type: "string" },
        "media-port": { type: "string" },
        fresh: { type: "boolean" },
        environments: { type: "string" },
        verbose: { type: "boolean" },
        parameter: { type: "string", multiple: true },
      },
    }).values;
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function readPort(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartError(`${flag} needs a port from 0 to 65535: ${text}`);
}

function readCount(flag: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new StartError(`${flag} needs a whole number, 1 or more: ${text}`);
}

function readParameter(text: string): [name: string, value: string] {
  const at = text.indexOf("=");
  if (at < 1) throw new StartError(`--parameter needs NAME=VALUE: ${text}`);
  return [text.slice(0, at), text.slice(at + 1)];
}
