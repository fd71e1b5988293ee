import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  Choice,
  Condition,
  IntegrationPattern,
  type IStateMachine,
  JsonPath,
  type StateMachine,
  Succeed,
  TaskInput,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { StepFunctionsStartExecution } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import { machine } from "./machine.ts";
import { stepTask } from "./step-task.ts";

const IDS = {
  "runId.$": "$.runId",
  "jobId.$": "$.jobId",
  "sceneId.$": "$.sceneId",
  "generation.$": "$.generation",
};
const LOOK = {
  resultSelector: {
    "state.$": "$.Payload.state",
    "waitSeconds.$": "$.Payload.waitSeconds",
    "attempt.$": "$.Payload.attempt",
    "rendersFilm.$": "$.Payload.rendersFilm",
  },
  resultPath: "$.look",
};
const CAUGHT = { resultPath: "$.error" };

export interface SceneMachineProps {
  readonly sceneSteps: IFunction;
  readonly renderSteps: IFunction;
  /** Draws a scene ahead of its film. */
  readonly renderMachine: IStateMachine;
}

/**
 * "scene": one generation of one scene. Start (money, picture) → narrate → look ⇄ wait → draw ahead. The look that
 * finds the picture completes the scene; the first one comes with the narration, during which the vendor works.
 *
 * An execution of its own, so that the poll loop of a long clip counts against its own 25,000 history events. A scene
 * that fails ends in the scene's record and its event; the execution itself succeeds, since the job goes on.
 */
export class SceneMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { sceneSteps, ...ahead }: SceneMachineProps) {
    super(scope, id);
    const step = (name: string, stepName: string, input: Record<string, string>, into: object) =>
      stepTask(this, name, { worker: sceneSteps, step: stepName, input, into });
    const discard = { resultPath: JsonPath.DISCARD };

    const fail = step("FailScene", "fail", { ...IDS, "error.$": "$.error" }, discard).next(
      new Succeed(this, "Failed"),
    );
    const wait = new Wait(this, "WaitForVisual", { time: WaitTime.secondsPath("$.look.waitSeconds") });
    const check = step("CheckVisual", "check-visual", { ...IDS, "attempt.$": "$.look.attempt" }, LOOK);
    check.addCatch(fail, CAUGHT);
    const isComplete = new Choice(this, "IsSceneComplete")
      .when(Condition.stringEquals("$.look.state", "complete"), this.drawAhead(ahead))
      .otherwise(wait);
    wait.next(check).next(isComplete);

    const narration = step("Narrate", "narrate", IDS, LOOK);
    const unspoken = step("NarrationFailed", "narration-failed", { ...IDS, "error.$": "$.error" }, LOOK);
    unspoken.addCatch(fail, CAUGHT);
    narration.addCatch(unspoken, CAUGHT);
    unspoken.next(isComplete);

    const start = stepTask(this, "StartScene", {
      worker: sceneSteps,
      step: "start",
      input: IDS,
      into: { resultSelector: { "proceed.$": "$.Payload.proceed" }, resultPath: "$.start" },
    });
    start.addCatch(fail, CAUGHT);

    const definition = start.next(
      new Choice(this, "MayProceed")
        .when(Condition.booleanEquals("$.start.proceed", true), narration.next(isComplete))
        .otherwise(new Succeed(this, "NotStarted")),
    );
    this.machine = machine(this, "Machine", definition, Duration.hours(2));
  }

  /**
   * Starts an execution of "render" for the scene and does not wait for it, so that the next scene's generation does not
   * wait either. The scene is complete already: whatever goes wrong here is made up for by the film's own render.
   */
  private drawAhead({
    renderSteps,
    renderMachine,
  }: Pick<SceneMachineProps, "renderSteps" | "renderMachine">) {
    const complete = new Succeed(this, "Complete");
    const plan = stepTask(this, "PlanAhead", {
      worker: renderSteps,
      step: "plan-ahead",
      input: IDS,
      into: { resultSelector: { "renderId.$": "$.Payload.renderId" }, resultPath: "$.ahead" },
    }).addCatch(complete, { resultPath: JsonPath.DISCARD });
    // Named by its render: a repeated start finds the execution that is there.
    const start = new StepFunctionsStartExecution(this, "DrawAhead", {
      stateMachine: renderMachine,
      integrationPattern: IntegrationPattern.REQUEST_RESPONSE,
      name: JsonPath.stringAt("$.ahead.renderId"),
      input: TaskInput.fromObject({ "renderId.$": "$.ahead.renderId" }),
      resultPath: JsonPath.DISCARD,
    }).addCatch(complete, { resultPath: JsonPath.DISCARD });
    return new Choice(this, "RendersFilm")
      .when(
        Condition.booleanEquals("$.look.rendersFilm", true),
        plan.next(
          new Choice(this, "IsAnythingToDraw")
            .when(Condition.stringEquals("$.ahead.renderId", ""), complete)
            .otherwise(start.next(complete)),
        ),
      )
      .otherwise(complete);
  }
}
