import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  IntegrationPattern,
  type IStateMachine,
  JsonPath,
  Map as MapState,
  type StateMachine,
  Succeed,
  TaskInput,
} from "aws-cdk-lib/aws-stepfunctions";
import { StepFunctionsStartExecution } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { machine } from "./machine.ts";
import { stepTask } from "./step-task.ts";

export interface LongVideoMachineProps {
  readonly sceneSteps: IFunction;
  readonly sceneMachine: IStateMachine;
  /** Scenes at once, 1 to 40; may be a parameter's token. */
  readonly sceneConcurrency: number;
}

/**
 * "long-video": Map over the scenes of a job that are not complete, each a child execution of "scene".
 *
 * A child that dies is that scene's failure, not the job's. `settle` then says how the job ended.
 */
export class LongVideoMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: LongVideoMachineProps) {
    super(scope, id);
    const { sceneSteps } = props;
    const discard = { resultPath: JsonPath.DISCARD };
    const job = { "runId.$": "$.runId", "jobId.$": "$.jobId" };

    const generate = new StepFunctionsStartExecution(this, "GenerateScene", {
      stateMachine: props.sceneMachine,
      integrationPattern: IntegrationPattern.RUN_JOB,
      input: TaskInput.fromJsonPathAt("$"),
      ...discard,
    });
    generate.addCatch(
      stepTask(this, "SceneDied", {
        worker: sceneSteps,
        step: "fail",
        input: { ...job, "sceneId.$": "$.sceneId", "generation.$": "$.generation", "error.$": "$.error" },
        into: discard,
      }),
      { resultPath: "$.error" },
    );

    const definition = stepTask(this, "Prepare", {
      worker: sceneSteps,
      step: "prepare",
      input: job,
      into: { resultSelector: { "scenes.$": "$.Payload.scenes" }, resultPath: "$.plan" },
    })
      .next(
        new MapState(this, "Scenes", {
          itemsPath: "$.plan.scenes",
          maxConcurrency: props.sceneConcurrency,
          ...discard,
        }).itemProcessor(generate),
      )
      .next(stepTask(this, "Settle", { worker: sceneSteps, step: "settle", input: job, into: discard }))
      .next(new Succeed(this, "Settled"));
    this.machine = machine(this, "Machine", definition, Duration.hours(12));
  }
}
