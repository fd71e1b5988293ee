import { CfnOutput, Duration, Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  MathExpression,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Topic } from "aws-cdk-lib/aws-sns";
import { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct, type IConstruct } from "constructs";

const PERIOD = Duration.minutes(5);
/** Metrics that one alarm may add up. */
const METRICS_AN_ALARM = 10;

export interface MonitoringProps {
  /** All functions and state machines below are watched; alarms that are there already tell the same topic. */
  readonly of: IConstruct;
}

/**
 * A dashboard that says what happened, and alarms for what should not: functions that end with an error or are throttled,
 * and executions that fail or run out of time. What a user did wrong is no error: handlers answer it.
 *
 * Errors: none at synth. Alarms tell a topic that nobody has subscribed to yet (output `AlarmTopicArn`).
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { of: watched }: MonitoringProps) {
    super(scope, id);
    const all = watched.node.findAll();
    // CDK's own helpers run while it deploys, and then say themselves what went wrong.
    const functions = all
      .filter((each) => each instanceof LambdaFunction)
      .filter(({ node }) => !node.path.includes("/Custom::"));
    const machines = all.filter((each) => each instanceof StateMachine);
    const topic = new Topic(this, "Alarms", { displayName: "Reelwright", enforceSSL: true });
    const tell = (alarm: Alarm) => alarm.addAlarmAction(new SnsAction(topic));

    for (const alarm of all.filter((each) => each instanceof Alarm)) tell(alarm);

    const errors = functions.map((each) => each.metricErrors({ period: PERIOD }));
    const throttles = functions.map((each) => each.metricThrottles({ period: PERIOD }));
    const failures = machines.flatMap((each) => [
      each.metricFailed({ period: PERIOD }),
      each.metricTimedOut({ period: PERIOD }),
    ]);
    for (const alarm of this.alarms("FunctionErrors", "Functions end with errors.", errors, 5)) tell(alarm);
    for (const alarm of this.alarms(
      "Throttles",
      "Functions are throttled: raise the account's concurrency.",
      throttles,
      20,
    ))
      tell(alarm);
    for (const alarm of this.alarms("FailedExecutions", "Runs, scenes or renders fail.", failures, 5))
      tell(alarm);

    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, height: 6 });
    new Dashboard(this, "Dashboard", {
      widgets: [
        [graph("Function errors", errors), graph("Throttles", throttles)],
        [
          graph("Executions that failed or timed out", failures),
          graph(
            "Executions started",
            machines.map((each) => each.metricStarted({ period: PERIOD })),
          ),
        ],
        [
          graph(
            "Duration, p95",
            functions.map((each) => each.metricDuration({ period: PERIOD, statistic: "p95" })),
          ),
        ],
        [
          new LogQueryWidget({
            title: "Errors and warnings",
            logGroupNames: functions.map((each) => each.logGroup.logGroupName),
            view: LogQueryVisualizationType.TABLE,
            queryLines: [
              "fields @timestamp, service, level, message, requestId",
              "filter level in ['ERROR', 'WARN']",
              "sort @timestamp desc",
              "limit 50",
            ],
            width: 24,
            height: 8,
          }),
        ],
      ],
    });
    new CfnOutput(Stack.of(this), "AlarmTopicArn", { value: topic.topicArn });
  }

  /** One alarm a group of metrics, on what they are together in five minutes. */
  private alarms(
    id: string,
    alarmDescription: string,
    metrics: readonly IMetric[],
    threshold: number,
  ): Alarm[] {
    const groups = Array.from({ length: Math.ceil(metrics.length / METRICS_AN_ALARM) }, (_, group) =>
      metrics.slice(group * METRICS_AN_ALARM, (group + 1) * METRICS_AN_ALARM),
    );
    return groups.map((group, index) => {
      const usingMetrics = Object.fromEntries(group.map((metric, place) => [`m${place}`, metric]));
      const sum = new MathExpression({
        expression: `SUM([${Object.keys(usingMetrics)
          .map((name) => `FILL(${name}, 0)`)
          .join(", ")}])`,
        label: alarmDescription,
        usingMetrics,
        period: PERIOD,
      });
      return sum.createAlarm(this, `${id}${index + 1}`, {
        alarmDescription,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    });
  }
}
