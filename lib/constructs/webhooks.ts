import { Duration } from "aws-cdk-lib";
import { type EventBus, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import { BUS_SOURCE, busEventNames } from "../../core/contract/bus-events.ts";
import { pick } from "./environment.ts";
import { NodeFunction } from "./node-function.ts";
import type { Resources } from "./resources.ts";
import { INDEXES } from "./tables.ts";
import { WorkerQueue } from "./worker-queue.ts";

/** Two endpoints' 10 s side by side, with time to write down what came of it; less than a delivery's lease (1 minute). */
const SENDER_TIMEOUT = Duration.seconds(30);

/** What waits to be sent: events from the bus, and orders for attempts that are due. */
export class WebhookQueue extends WorkerQueue {
  constructor(scope: Construct, id: string, bus: EventBus) {
    super(scope, id, { workerTimeout: SENDER_TIMEOUT });
    new Rule(this, "Rule", {
      description: "What accounts are told by webhook",
      eventBus: bus,
      eventPattern: { source: [BUS_SOURCE], detailType: busEventNames },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.parked })],
    });
  }
}

/** The function that sends, and the only one that reaches the endpoints. */
export class WebhookSender extends Construct {
  constructor(scope: Construct, id: string, resources: Resources, maxConcurrency: number) {
    super(scope, id);
    const { environment, tables, secrets, webhooks, mediaBaseUrlArn } = resources;
    const sender = new NodeFunction(this, "WebhookSender", {
      folder: "webhook-sender",
      timeout: SENDER_TIMEOUT,
      environment: {
        ...pick(environment, ["coreTable", "mediaBaseUrlParameter", "egressAllowList"]),
        ...pick(environment, ["webhookQueue", "webhookRootSecret"]),
      },
    })
      .readWriteTable(tables.core, ...INDEXES)
      .sendMessages(webhooks.queue)
      .allow(["secretsmanager:GetSecretValue"], [secrets.webhookRoot.secretArn])
      .allow(["ssm:GetParameter"], [mediaBaseUrlArn]);
    webhooks.feed(sender.function, maxConcurrency);
  }
}
