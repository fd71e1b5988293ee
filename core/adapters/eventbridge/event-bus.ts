import * as z from "zod";
import { BUS_SOURCE } from "../../contract/bus-events.ts";
import { TransientError } from "../../contract/errors.ts";
import type { EventBus } from "../../ports/event-bus.ts";
import { type AwsCaller, callerFromEnv, signedCall } from "../secrets/signed-call.ts";

const PUT_EVENTS = { service: "events", target: "AWSEvents.PutEvents" };
const answer = z.object({
  FailedEntryCount: z.number().default(0),
  Entries: z.array(z.object({ ErrorCode: z.string().optional() })).default([]),
});

/** PutEvents answers 200 for entries it did not take: those are errors here, as is a bus that does not answer. */
export function eventBridgeBus(busName: string, caller: AwsCaller = callerFromEnv(process.env)): EventBus {
  return {
    async publish({ name, detail }) {
      const entry = {
        EventBusName: busName,
        Source: BUS_SOURCE,
        DetailType: name,
        Detail: JSON.stringify(detail),
      };
      const put = await signedCall(caller, PUT_EVENTS, { Entries: [entry] }).catch((cause: unknown) => {
        throw new TransientError(`The bus did not take ${name}.`, cause);
      });
      const { FailedEntryCount, Entries } = answer.parse(put);
      if (FailedEntryCount > 0) {
        throw new TransientError(
          `The bus did not take ${name}: ${Entries[0]?.ErrorCode ?? "no reason given"}`,
        );
      }
    },
  };
}
