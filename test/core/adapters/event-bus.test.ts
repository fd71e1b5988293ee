import { afterEach, describe, expect, it } from "vitest";
import { eventBridgeBus } from "../../../core/adapters/eventbridge/event-bus.ts";
import type { BusEvent } from "../../../core/contract/bus-events.ts";
import { TransientError } from "../../../core/contract/errors.ts";
import { createEventsService } from "../../../local/services/events/service.ts";
import { openGateway, resource } from "../../local/services/open-gateway.ts";
import { awsEndpoint } from "./aws-endpoint.ts";

let endpoint: { close(): Promise<void> };
afterEach(() => endpoint.close());

const event: BusEvent = {
  name: "render.failed",
  detail: { id: "1", userId: "user", projectId: 7, renderId: "render_1", error: "No." },
};

describe("the bus on EventBridge", () => {
  it("carries the event by its name, with our source", async () => {
    const answering = await awsEndpoint(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "e" }] }));
    endpoint = answering;
    await eventBridgeBus("bus", answering.config).publish(event);
    expect(answering.calls[0]?.input.Entries).toEqual([
      {
        EventBusName: "bus",
        Source: "reelwright",
        DetailType: "render.failed",
        Detail: JSON.stringify(event.detail),
      },
    ]);
  });

  it("fails when the bus answers 200 but did not take it", async () => {
    const answering = await awsEndpoint(() => ({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "ThrottlingException", ErrorMessage: "slow down" }],
    }));
    endpoint = answering;
    const bus = eventBridgeBus("bus", answering.config);
    await expect(bus.publish(event)).rejects.toThrow(TransientError);
  });

  it("asks as the service wants it", async () => {
    const gateway = await openGateway([resource("Bus", "AWS::Events::EventBus", "bus", { Name: "bus" })]);
    endpoint = gateway;
    gateway.add(createEventsService(gateway.context));
    const { region, endpoint: url, credentials } = gateway.clientConfig;
    const caller = { region, endpoint: url, credentials };
    await eventBridgeBus("bus", caller).publish(event);
    expect(gateway.takeGrants()).toMatchObject([{ action: "events:PutEvents" }]);
  });

  it("fails when the bus refuses", async () => {
    const answering = await awsEndpoint(() => ({ __type: "AccessDeniedException", message: "no" }));
    endpoint = answering;
    await expect(eventBridgeBus("bus", answering.config).publish(event)).rejects.toThrow(TransientError);
  });
});
