import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, describe, expect, it } from "vitest";
import { eventBridgeBus } from "../../../core/adapters/eventbridge/event-bus.ts";
import type { BusEvent } from "../../../core/contract/bus-events.ts";
import { TransientError } from "../../../core/contract/errors.ts";
import { awsEndpoint } from "./aws-endpoint.ts";

let endpoint: Awaited<ReturnType<typeof awsEndpoint>>;
afterEach(() => endpoint.close());

const event: BusEvent = {
  name: "render.failed",
  detail: { id: "1", userId: "user", projectId: 7, renderId: "render_1", error: "No." },
};

describe("the bus on EventBridge", () => {
  it("carries the event by its name, with our source", async () => {
    endpoint = await awsEndpoint(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "e" }] }));
    await eventBridgeBus("bus", new EventBridgeClient(endpoint.config)).publish(event);
    expect(endpoint.calls[0]?.input.Entries).toEqual([
      {
        EventBusName: "bus",
        Source: "reelwright",
        DetailType: "render.failed",
        Detail: JSON.stringify(event.detail),
      },
    ]);
  });

  it("fails when the bus answers 200 but did not take it", async () => {
    endpoint = await awsEndpoint(() => ({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }],
    }));
    const bus = eventBridgeBus("bus", new EventBridgeClient(endpoint.config));
    await expect(bus.publish(event)).rejects.toThrow(TransientError);
  });
});
