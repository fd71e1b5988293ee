import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { TransientError } from "../../contract/errors.ts";
import type { DeliveryQueue } from "../../ports/webhooks.ts";

/** SQS takes so many at once. */
const BATCH = 10;

/** Orders as messages `{ "deliveryId" }`. A batch answers 200 for messages that it did not take: those are errors here. */
export function sqsDeliveryQueue(queueUrl: string, client: SQSClient = new SQSClient({})): DeliveryQueue {
  const send = async (deliveryIds: readonly string[], DelaySeconds: number): Promise<void> => {
    const Entries = deliveryIds.map((deliveryId, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify({ deliveryId }),
      DelaySeconds,
    }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const [first] = Failed;
    if (first) {
      throw new TransientError(
        `The queue did not take ${Failed.length} orders: ${first.Code ?? "no reason given"}`,
      );
    }
  };
  return {
    async order(deliveryIds, delayMs = 0) {
      const delaySeconds = Math.ceil(Math.max(0, delayMs) / 1000);
      for (let from = 0; from < deliveryIds.length; from += BATCH) {
        await send(deliveryIds.slice(from, from + BATCH), delaySeconds);
      }
    },
  };
}
