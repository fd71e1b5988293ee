import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { listOf, recordOf, textOf } from "../../json-values.ts";
import { AwsError, type NeededGrant, type Service, type ServiceContext } from "../../types.ts";
import { jsonAnswer } from "../json-answer.ts";
import { Deliveries } from "./deliveries.ts";
import { targetInput } from "./input-transformer.ts";
import { matchesPattern } from "./match-pattern.ts";
import { envelopeOf, readEntries } from "./put-events.ts";
import { busArn, busNameOf, type Rule, readRule } from "./rule.ts";
import { parseSchedule, tick } from "./schedule.ts";

export interface EventsService extends Service {
  /** Starts schedule rules, and deliveries that an earlier boot left. Call it when every service is there. */
  start(): Promise<void>;
}

/**
 * EventBridge buses and rules of the template. Each matching rule's target gets the event at least once, with retries
 * by the moved clock and the target's dead-letter queue at their end.
 * @throws Error for rules that would not work here as in AWS
 */
export function createEventsService(context: ServiceContext): EventsService {
  const rules = context.assembly.ofType("AWS::Events::Rule").map(readRule);
  const busNames = new Set(["default"]);
  for (const bus of context.assembly.ofType("AWS::Events::EventBus")) busNames.add(busNameOf(bus.ref));
  for (const { name, busName } of rules) {
    if (!busNames.has(busName))
      throw new Error(`the rule ${name} is on ${busName}, a bus that the template does not have`);
  }
  const deliveries = new Deliveries(context, join(context.stateDir, "events"));
  const stops: (() => void)[] = [];

  const deliver = async (rule: Rule, event: Readonly<Record<string, unknown>>): Promise<void> => {
    await Promise.all(
      rule.targets.map(async ({ arn, roleArn, mostRetries, mostAgeSeconds, deadLetterArn, ...input }) => {
        await deliveries.accept({
          id: randomUUID(),
          sourceArn: rule.arn,
          servicePrincipal: "events.amazonaws.com",
          targetArn: arn,
          roleArn,
          input: targetInput(input, event, rule),
          mostRetries,
          mostAgeSeconds,
          deadLetterArn,
          firstTriedMs: context.clock.now(),
          attempts: 0,
        });
      }),
    );
  };

  const putEvents = (input: Record<string, unknown>) => {
    const entries = readEntries(input, busNames, context.clock.now());
    const answers = entries.map((entry) => {
      if ("errorCode" in entry) return { ErrorCode: entry.errorCode, ErrorMessage: entry.errorMessage };
      for (const rule of rules) {
        const isListening = rule.isEnabled && rule.busName === entry.busName && rule.pattern !== undefined;
        if (!isListening || !matchesPattern(rule.pattern ?? {}, entry.envelope)) continue;
        deliver(rule, entry.envelope).catch((failure: unknown) => {
          context.log.warn("events.broke", { rule: rule.name, failure: String(failure) });
        });
      }
      return { EventId: entry.envelope.id };
    });
    return { FailedEntryCount: answers.filter((answer) => "ErrorCode" in answer).length, Entries: answers };
  };

  return {
    signingName: "events",
    grantsFor({ operation, json }): NeededGrant[] {
      if (operation !== "PutEvents") throw unknown(operation);
      return putGrants(json);
    },
    async handle({ operation, json }) {
      if (operation !== "PutEvents") throw unknown(operation);
      return jsonAnswer(putEvents(json));
    },
    async start() {
      for (const rule of rules) {
        if (rule.scheduleExpression === undefined || !rule.isEnabled) continue;
        const schedule = parseSchedule(rule.scheduleExpression, context.clock.now());
        const fire = (dueMs: number) =>
          deliver(rule, envelopeOf("aws.events", "Scheduled Event", {}, dueMs, [rule.arn]));
        stops.push(tick(rule.name, schedule, context.clock, context.log, fire));
      }
      await deliveries.resume();
    },
    async close() {
      for (const stop of stops) stop();
      deliveries.close();
    },
  };
}

function putGrants(json: Record<string, unknown>): NeededGrant[] {
  return listOf(json.Entries).map((entry) => {
    const { EventBusName, Source, DetailType } = recordOf(entry);
    return {
      action: "events:PutEvents",
      resource: busArn(busNameOf(textOf(EventBusName) ?? "default")),
      context: { "events:source": textOf(Source) ?? "", "events:detail-type": textOf(DetailType) ?? "" },
    };
  });
}

function unknown(operation: string | undefined): AwsError {
  return new AwsError(
    "UnknownOperationException",
    `the local EventBridge does not do ${operation ?? "this request"}`,
  );
}
