import { type Duration, RemovalPolicy } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, type IChainable, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";

/**
 * A standard state machine whose errors are logged and whose executions are traced. Input and output of states are
 * not logged: they may name what a user asked for.
 */
export function machine(
  scope: Construct,
  id: string,
  definition: IChainable,
  timeout: Duration,
): StateMachine {
  return new StateMachine(scope, id, {
    definitionBody: DefinitionBody.fromChainable(definition),
    timeout,
    tracingEnabled: true,
    logs: {
      level: LogLevel.ERROR,
      includeExecutionData: false,
      destination: new LogGroup(scope, `${id}Logs`, {
        logGroupName: `/aws/vendedlogs/states/${scope.node.path.replaceAll("/", "-")}`,
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    },
  });
}
