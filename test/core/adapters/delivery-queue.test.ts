import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { sqsDeliveryQueue } from "../../../core/adapters/sqs/delivery-queue.ts";
import { TransientError } from "../../../core/contract/errors.ts";
import { awsEndpoint } from "./aws-endpoint.ts";

let endpoint: Awaited<ReturnType<typeof awsEndpoint>>;
afterEach(() => endpoint.close());
const queue = () =>
  sqsDeliveryQueue(`${endpoint.config.endpoint}/1/webhooks`, new SQSClient(endpoint.config));

describe("orders on SQS", () => {
  it("go in batches of ten, with the delay in whole seconds, rounded up", async () => {
    endpoint = await awsEndpoint(() => ({ Successful: [], Failed: [] }));
    await queue().order(
      Array.from({ length: 12 }, (_, index) => `whd_${index}`),
      5001,
    );
    const entries = endpoint.calls.map(({ input }) => input.Entries);
    expect(entries).toEqual([
      Array.from({ length: 10 }, (_, index) => ({
        Id: String(index),
        MessageBody: `{"deliveryId":"whd_${index}"}`,
        DelaySeconds: 6,
      })),
      ["whd_10", "whd_11"].map((id, index) => ({
        Id: String(index),
        MessageBody: `{"deliveryId":"${id}"}`,
        DelaySeconds: 6,
      })),
    ]);
  });

  it("ask nothing of the queue when there are none", async () => {
    endpoint = await awsEndpoint(() => ({}));
    await queue().order([]);
    expect(endpoint.calls).toEqual([]);
  });

  it("fail when the queue answers 200 but did not take one", async () => {
    endpoint = await awsEndpoint(() => ({
      Successful: [],
      Failed: [{ Id: "0", Code: "InternalError", SenderFault: false }],
    }));
    await expect(queue().order(["whd_1"])).rejects.toThrow(TransientError);
  });
});
