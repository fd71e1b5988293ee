import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { BUS_SOURCE } from "../../contract/bus-events.ts";
import { TransientError } from "../../contract/errors.ts";
import type { EventBus } from "../../ports/event-bus.ts";

/** PutEvents answers 200 for entries it did not take: those are errors here. */
export function eventBridgeBus(
  busName: string,
  client: EventBridgeClient = new EventBridgeClient({}),
): EventBus {
  return {
    async publish({ name, detail }) {
      const { FailedEntryCount = 0, Entries } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: BUS_SOURCE,
              DetailType: name,
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      );
      if (FailedEntryCount > 0) {
        throw new TransientError(
          `The bus did not take ${name}: ${Entries?.[0]?.ErrorCode ?? "no reason given"}`,
        );
      }
    },
  };
}
