import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { createStatesService } from "../../../../local/services/states/service.ts";
import { type OpenGateway, type OpenGatewayOptions, openGateway, resource } from "../open-gateway.ts";

export const machineArn = (name: string) => `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

export interface MachineBench {
  readonly gateway: OpenGateway;
  readonly sfn: SFNClient;
  start(machine: string, input?: unknown, name?: string): Promise<string>;
  describe(executionArn: string): Promise<DescribeExecutionCommandOutput>;
  /** Describes it once it has ended, moving the clock meanwhile when `stepMs` is given. */
  ended(executionArn: string, stepMs?: number): Promise<DescribeExecutionCommandOutput>;
  /** Runs a machine to its end. */
  run(machine: string, input?: unknown, stepMs?: number): Promise<DescribeExecutionCommandOutput>;
  /** Types of all events so far. */
  events(executionArn: string): Promise<string[]>;
}

/** Machines by name, on a cloud of their own. */
export async function benchOf(
  definitions: Readonly<Record<string, object>>,
  options: OpenGatewayOptions = {},
): Promise<MachineBench> {
  const resources = Object.entries(definitions).map(([name, definition]) =>
    resource(name, "AWS::StepFunctions::StateMachine", machineArn(name), {
      RoleArn: `arn:aws:iam::000000000000:role/${name}`,
      DefinitionString: JSON.stringify(definition),
    }),
  );
  const gateway = await openGateway(resources, options);
  gateway.add(createStatesService(gateway.context));
  const sfn = new SFNClient(gateway.clientConfig);

  const start = async (machine: string, input: unknown = {}, name?: string) => {
    const command = {
      stateMachineArn: machineArn(machine),
      input: JSON.stringify(input),
      ...(name && { name }),
    };
    const { executionArn } = await sfn.send(new StartExecutionCommand(command));
    return executionArn ?? "";
  };
  const describe = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
  const ended = async (executionArn: string, stepMs = 0) => {
    for (let looks = 0; looks < 500; looks += 1) {
      const description = await describe(executionArn);
      if (description.status !== "RUNNING") return description;
      gateway.context.clock.advance(stepMs);
    }
    throw new Error(`${executionArn} does not end`);
  };
  return {
    gateway,
    sfn,
    start,
    describe,
    ended,
    run: async (machine, input, stepMs) => ended(await start(machine, input), stepMs),
    async events(executionArn) {
      const types: string[] = [];
      let nextToken: string | undefined;
      do {
        const page = await sfn.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }),
        );
        types.push(...(page.events ?? []).map((event) => event.type ?? ""));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return types;
    },
  };
}

/** A Task state that invokes a function. */
export function invoke(functionName: string, more: object = {}): object {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: functionName, "Payload.$": "$" },
    OutputPath: "$.Payload",
    End: true,
    ...more,
  };
}

/** A machine of one state. */
export function only(state: object, more: object = {}): object {
  return { StartAt: "Only", States: { Only: state }, ...more };
}
