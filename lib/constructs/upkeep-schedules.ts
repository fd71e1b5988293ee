import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Schedule, ScheduleExpression, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import { Construct } from "constructs";

/** What the upkeep function does, and how often. Each task is idempotent: a tick may come twice or not at all. */
const TASKS = {
  "expire-holds": Duration.minutes(1),
  "reap-runs": Duration.minutes(1),
  "reap-renders": Duration.minutes(1),
  "sweep-webhooks": Duration.minutes(1),
  "renew-monthly": Duration.hours(1),
} as const;

/** EventBridge Scheduler invoking the upkeep function, one schedule a task. */
export class UpkeepSchedules extends Construct {
  constructor(scope: Construct, id: string, { upkeep }: { readonly upkeep: IFunction }) {
    super(scope, id);
    for (const [task, every] of Object.entries(TASKS)) {
      new Schedule(this, task, {
        description: `upkeep: ${task}`,
        schedule: ScheduleExpression.rate(every),
        target: new LambdaInvoke(upkeep, {
          input: ScheduleTargetInput.fromObject({ task }),
          retryAttempts: 1,
        }),
      });
    }
  }
}
