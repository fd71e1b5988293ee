import { dynamoRenderStore } from "../../core/adapters/dynamo/render-store.ts";
import { dynamoWebhookStore } from "../../core/adapters/dynamo/webhook-store.ts";
import { eventBridgeBus } from "../../core/adapters/eventbridge/event-bus.ts";
import { sqsDeliveryQueue } from "../../core/adapters/sqs/delivery-queue.ts";
import { stepFunctionsWorkflows } from "../../core/adapters/states/workflows.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger } from "../runtime/logger.ts";
import { wireStores } from "../runtime/wire-stores.ts";
import type { UpkeepDeps } from "./perform.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): UpkeepDeps {
  const settings = readEnv(env, ["agentRunMachine", "renderMachine", "eventBus", "webhookQueue"]);
  const stores = wireStores(env);
  const bus = eventBridgeBus(settings.eventBus);
  return {
    ...stores,
    logger: createLogger("upkeep"),
    renders: dynamoRenderStore(stores.core),
    webhooks: dynamoWebhookStore(stores.core),
    queue: sqsDeliveryQueue(settings.webhookQueue),
    bus,
    events: bus,
    workflows: stepFunctionsWorkflows({
      agentRun: settings.agentRunMachine,
      render: settings.renderMachine,
    }),
  };
}
