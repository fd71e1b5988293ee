import { listOf, recordOf } from "../json-values.ts";
import type { Assembly, Internal } from "../types.ts";

/** Every execution that Step Functions knows, the latest of each machine first, with why it failed when it did. */
export async function listExecutions(
  assembly: Assembly,
  call: Internal["call"],
): Promise<{ executions: Record<string, unknown>[] }> {
  const executions: Record<string, unknown>[] = [];
  for (const machine of assembly.ofType("AWS::StepFunctions::StateMachine")) {
    let nextToken: unknown;
    do {
      const page = await call(undefined, "states", "ListExecutions", {
        stateMachineArn: machine.ref,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      for (const { executionArn } of listOf(page.executions).map(recordOf)) {
        executions.push(await call(undefined, "states", "DescribeExecution", { executionArn }));
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
  return { executions };
}
