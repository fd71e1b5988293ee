import * as z from "zod";

/*
 * Every environment variable a Lambda gets, by what it needs. lib/ sets them, functions/<name>/wiring.ts reads them
 * once per cold start with `readEnv`. No secret is among them: those are names of secrets.
 */
export const envVars = {
  coreTable: "CORE_TABLE",
  eventsTable: "EVENTS_TABLE",
  /** Private: compositions by version, run journals, job plans, uploads. */
  dataBucket: "DATA_BUCKET",
  /** Behind the media host: `assets/…`, `renders/…`, `sites/…`. */
  mediaBucket: "MEDIA_BUCKET",
  /** Remotion Lambda's work bucket: progress, props, chunks. */
  renderBucket: "RENDER_BUCKET",
  /** Name of the SSM parameter with the media host's public base URL. */
  mediaBaseUrlParameter: "MEDIA_BASE_URL_PARAMETER",
  agentRunMachine: "AGENT_RUN_MACHINE_ARN",
  renderMachine: "RENDER_MACHINE_ARN",
  eventBus: "EVENT_BUS_NAME",
  /** ARN of the secret `{ "current", "previous" }` that CloudFront sends as `x-origin-secret`. */
  originSecret: "ORIGIN_SECRET_ARN",
  /** ARN of the secret that every account's webhook secrets are derived from. */
  webhookRootSecret: "WEBHOOK_ROOT_SECRET_ARN",
  /** URL of the queue that feeds the webhook sender. */
  webhookQueue: "WEBHOOK_QUEUE_URL",
  anthropicSecret: "ANTHROPIC_SECRET_ARN",
  anthropicBaseUrl: "ANTHROPIC_BASE_URL",
  claudeModel: "CLAUDE_MODEL",
  falSecret: "FAL_SECRET_ARN",
  /** Empty: fal's own hosts. */
  falBaseUrl: "FAL_BASE_URL",
  /** Comma-separated hosts that the guarded fetcher may reach although they are private; empty in production. */
  egressAllowList: "EGRESS_ALLOW_LIST",
  remotionFunction: "REMOTION_FUNCTION_NAME",
  /** Path of the Remotion site on the media host, `/sites/<hash>/`. */
  remotionSitePath: "REMOTION_SITE_PATH",
  compositorFunction: "COMPOSITOR_FUNCTION_NAME",
  /** Segments drawn at once, 1 to 40. */
  renderConcurrency: "RENDER_CONCURRENCY",
  ffmpegDirectory: "FFMPEG_DIRECTORY",
  welcomeCredits: "WELCOME_CREDITS",
} as const;

export type EnvKey = keyof typeof envVars;

/** The deployment is wrong; thrown at cold start, so that no user's request meets it. */
export class MissingEnvError extends Error {
  constructor(names: readonly string[]) {
    super(`Environment variables are missing: ${names.join(", ")}`);
    this.name = "MissingEnvError";
  }
}

/**
 * Reads the variables named by `keys`.
 * @throws {MissingEnvError} naming every one that is absent; an empty string counts as present
 */
export function readEnv<Key extends EnvKey>(
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly Key[],
): Record<Key, string> {
  const missing = keys.filter((key) => env[envVars[key]] === undefined).map((key) => envVars[key]);
  if (missing.length > 0) throw new MissingEnvError(missing);
  return z
    .record(z.string(), z.string())
    .parse(Object.fromEntries(keys.map((key) => [key, env[envVars[key]]]))) as Record<Key, string>;
}
