import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  Choice,
  Condition,
  Fail,
  IntegrationPattern,
  type IStateMachine,
  JsonPath,
  type StateMachine,
  Succeed,
  TaskInput,
  type TaskStateBase,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { StepFunctionsStartExecution } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { machine } from "./machine.ts";
import { stepTask } from "./step-task.ts";

export interface AgentRunMachineProps {
  readonly agentSteps: IFunction;
  readonly longVideoMachine: IStateMachine;
}

/**
 * "agent-run": begin → think ⇄ act → finish; "long-video" when the model plans one. Every step answers which comes
 * next (`agentStepResult`), so the machine is one Choice and its tasks.
 */
export class AgentRunMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { agentSteps, longVideoMachine }: AgentRunMachineProps) {
    super(scope, id);
    const run = { "runId.$": "$.runId" };
    const fail = stepTask(this, "FailRun", {
      worker: agentSteps,
      step: "fail",
      input: { ...run, "error.$": "$.error" },
      into: { resultPath: JsonPath.DISCARD },
    }).next(new Fail(this, "Failed", { errorPath: "$.error.Error", causePath: "$.error.Cause" }));
    const caught = <Task extends TaskStateBase>(task: Task): Task => {
      task.addCatch(fail, { resultPath: "$.error" });
      return task;
    };
    const step = (name: string, stepName: string, input: Record<string, string>) =>
      caught(stepTask(this, name, { worker: agentSteps, step: stepName, input }));

    const turn = { ...run, "turn.$": "$.turn" };
    const think = step("Think", "think", turn);
    const act = step("Act", "act", turn);
    const wait = new Wait(this, "WaitForTools", { time: WaitTime.secondsPath("$.waitSeconds") });
    const check = step("CheckTools", "check-tools", { ...turn, "attempt.$": "$.attempt" });
    const finish = step("Finish", "finish", run);
    const longVideo = caught(
      new StepFunctionsStartExecution(this, "LongVideo", {
        stateMachine: longVideoMachine,
        integrationPattern: IntegrationPattern.RUN_JOB,
        input: TaskInput.fromObject({ ...run, "jobId.$": "$.jobId" }),
        resultPath: JsonPath.DISCARD,
      }),
    );

    const next = new Choice(this, "Next")
      .when(Condition.stringEquals("$.next", "think"), think)
      .when(Condition.stringEquals("$.next", "act"), act)
      .when(Condition.stringEquals("$.next", "wait"), wait)
      .when(Condition.stringEquals("$.next", "long-video"), longVideo)
      .when(Condition.stringEquals("$.next", "finish"), finish)
      .otherwise(new Succeed(this, "Ended"));
    think.next(next);
    act.next(next);
    wait.next(check).next(next);
    longVideo.next(finish);
    finish.next(new Succeed(this, "Finished"));

    this.machine = machine(this, "Machine", step("Begin", "begin", run).next(next), Duration.hours(13));
  }
}
