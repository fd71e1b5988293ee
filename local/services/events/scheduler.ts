import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { recordOf, textOf } from "../../json-values.ts";
import {
  ACCOUNT_ID,
  AwsError,
  REGION,
  type Resource,
  type Service,
  type ServiceContext,
} from "../../types.ts";
import { Deliveries } from "./deliveries.ts";
import { isKnownTarget, readDeliveryPolicy } from "./delivery.ts";
import { envelopeOf } from "./put-events.ts";
import { refuseUnknown } from "./rule.ts";
import { parseSchedule, type Schedule, tick } from "./schedule.ts";

export interface SchedulerService extends Service {
  /** Starts the schedules, and deliveries that an earlier boot left. Call it when every service is there. */
  start(): Promise<void>;
}

interface ReadSchedule {
  readonly name: string;
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly targetArn: string;
  readonly roleArn: string;
  readonly input: string | undefined;
  readonly policy: ReturnType<typeof readDeliveryPolicy>;
  scheduleFrom(startMs: number): Schedule;
}

const KNOWN_PROPERTIES = [
  "Name",
  "Description",
  "GroupName",
  "FlexibleTimeWindow",
  "ScheduleExpression",
  "ScheduleExpressionTimezone",
  "StartDate",
  "EndDate",
  "State",
  "Target",
];
const KNOWN_TARGET_FIELDS = ["Arn", "RoleArn", "Input", "RetryPolicy", "DeadLetterConfig"];

/**
 * EventBridge Scheduler for the schedules of the template: each due moment once, as the target's role. A flexible
 * window counts as off. Rates count from the boot. There is no API: schedules come from the template alone.
 * @throws Error for schedules that would not work here as in AWS (another time zone than UTC)
 */
export function createSchedulerService(context: ServiceContext): SchedulerService {
  const schedules = context.assembly.ofType("AWS::Scheduler::Schedule").map(readSchedule);
  const deliveries = new Deliveries(context, join(context.stateDir, "scheduler"));
  const stops: (() => void)[] = [];
  const fire = async (schedule: ReadSchedule, dueMs: number) => {
    const id = randomUUID();
    await deliveries.accept({
      id,
      sourceArn: schedule.arn,
      servicePrincipal: "scheduler.amazonaws.com",
      targetArn: schedule.targetArn,
      roleArn: schedule.roleArn,
      input: inputOf(schedule, dueMs, id),
      ...schedule.policy,
      firstTriedMs: context.clock.now(),
      attempts: 0,
    });
  };
  const refuse = (operation: string | undefined, path: string): never => {
    const message = `the local Scheduler has no API: schedules come from the template (${operation ?? path})`;
    throw new AwsError("UnknownOperationException", message, 404);
  };

  return {
    signingName: "scheduler",
    grantsFor: ({ operation, path }) => refuse(operation, path),
    handle: async ({ operation, path }) => refuse(operation, path),
    async start() {
      for (const schedule of schedules.filter(({ isEnabled }) => isEnabled)) {
        const due = schedule.scheduleFrom(context.clock.now());
        stops.push(tick(schedule.name, due, context.clock, context.log, (dueMs) => fire(schedule, dueMs)));
      }
      await deliveries.resume();
    },
    async close() {
      for (const stop of stops) stop();
      deliveries.close();
    },
  };
}

function readSchedule(resource: Resource): ReadSchedule {
  const { logicalId, properties } = resource;
  refuseUnknown(properties, KNOWN_PROPERTIES, `the schedule ${logicalId}`);
  const target = recordOf(properties.Target);
  refuseUnknown(target, KNOWN_TARGET_FIELDS, `the target of the schedule ${logicalId}`);
  const zone = textOf(properties.ScheduleExpressionTimezone) ?? "UTC";
  if (!["UTC", "Etc/UTC"].includes(zone))
    throw new Error(`the schedule ${logicalId} is in ${zone}; only UTC is known here`);
  const targetArn = textOf(target.Arn) ?? "";
  if (!isKnownTarget(targetArn))
    throw new Error(`the schedule ${logicalId} has a target that does not exist here: ${targetArn}`);
  const roleArn = textOf(target.RoleArn);
  if (roleArn === undefined) throw new Error(`the schedule ${logicalId} has no role`);
  const expression = textOf(properties.ScheduleExpression) ?? "";
  const input = textOf(target.Input);
  if (input?.includes("<aws.scheduler.attempt-number>"))
    throw new Error(`the schedule ${logicalId} asks for the attempt number`);
  // A wrong expression must fail the boot, not the start.
  parseSchedule(expression, 0);
  const name = textOf(properties.Name) ?? resource.ref.split("/").at(-1) ?? logicalId;
  const fromMs =
    properties.StartDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(String(properties.StartDate));
  const toMs =
    properties.EndDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(String(properties.EndDate));
  return {
    name,
    arn: `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/${textOf(properties.GroupName) ?? "default"}/${name}`,
    isEnabled: properties.State !== "DISABLED",
    targetArn,
    roleArn,
    input,
    policy: readDeliveryPolicy(target),
    scheduleFrom(startMs) {
      const schedule = parseSchedule(expression, startMs);
      return {
        nextAfter(epochMs) {
          const next = schedule.nextAfter(Math.max(epochMs, fromMs));
          return next !== undefined && next <= toMs ? next : undefined;
        },
      };
    },
  };
}

function inputOf({ arn, input }: ReadSchedule, dueMs: number, executionId: string): string {
  if (input === undefined)
    return JSON.stringify(envelopeOf("aws.scheduler", "Scheduled Event", {}, dueMs, [arn]));
  return input
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", `${new Date(dueMs).toISOString().slice(0, 19)}Z`)
    .replaceAll("<aws.scheduler.execution-id>", executionId);
}
