import type { EnvKey } from "../../core/contract/env.ts";

/** Values of environment variables by the names that functions read them with; all of them, wherever they are needed. */
export type Environment = Readonly<Record<Exclude<EnvKey, LateKey>, string>>;

/** Known only after the workers: one of them, and the machines, which call them. */
type LateKey = "compositorFunction" | "agentRunMachine" | "renderMachine";

/** A function gets what it reads and nothing else. */
export function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>;
}

/** Tables, buckets and the address of the media host: what nearly every function reads. */
export const storesOf = (environment: Environment) =>
  pick(environment, ["coreTable", "eventsTable", "dataBucket", "mediaBucket", "mediaBaseUrlParameter"]);
