import type { EventBus } from "aws-cdk-lib/aws-events";
import type { Buckets } from "./buckets.ts";
import type { Environment } from "./environment.ts";
import type { RemotionRenderer } from "./remotion-renderer.ts";
import type { Secrets } from "./secrets.ts";
import type { Tables } from "./tables.ts";
import type { WebhookQueue } from "./webhooks.ts";

/** What functions may be granted. */
export interface Resources {
  readonly tables: Tables;
  readonly buckets: Buckets;
  readonly secrets: Secrets;
  readonly bus: EventBus;
  readonly webhooks: WebhookQueue;
  readonly renderer: RemotionRenderer;
  /** ARN of the SSM parameter with the media host's address. */
  readonly mediaBaseUrlArn: string;
  readonly environment: Environment;
}

/** What the data bucket holds. */
export const PRIVATE_PREFIXES = [
  "compositions/",
  "runs/",
  "jobs/",
  "events/",
  "renders/",
  "segments/",
  "uploads/",
  "attachments/",
  "fetched/",
] as const;
