import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  Choice,
  Condition,
  IntegrationPattern,
  type IStateMachine,
  JsonPath,
  Parallel,
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
const VISUAL = {
  resultSelector: {
    "state.$": "$.Payload.state",
    "waitSeconds.$": "$.Payload.waitSeconds",
    "attempt.$": "$.Payload.attempt",
  },
  resultPath: "$.visual",
};
const CAUGHT = { resultPath: "$.error" };

export interface SceneMachineProps {
  readonly sceneSteps: IFunction;
  readonly renderSteps: IFunction;
  /** Draws a scene ahead of its film. */
  readonly renderMachine: IStateMachine;
}

/**
 * "scene": one generation of one scene. Start (money) → { visual: start → wait → check ‖ narration } → assemble → draw ahead.
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
    const wait = new Wait(this, "WaitForVisual", { time: WaitTime.secondsPath("$.visual.waitSeconds") });
    const check = step("CheckVisual", "check-visual", { ...IDS, "attempt.$": "$.visual.attempt" }, VISUAL);
    const isReady = new Choice(this, "IsVisualReady")
      .when(Condition.stringEquals("$.visual.state", "ready"), new Succeed(this, "VisualReady"))
      .otherwise(wait);
    const visual = step("StartVisual", "start-visual", IDS, VISUAL).next(isReady);
    wait.next(check).next(isReady);

    const narration = stepTask(this, "Narrate", {
      worker: sceneSteps,
      step: "narrate",
      input: IDS,
      into: discard,
    });
    narration.addCatch(
      step("NarrationFailed", "narration-failed", { ...IDS, "error.$": "$.error" }, discard),
      CAUGHT,
    );

    const generate = new Parallel(this, "Generate", discard).branch(visual, narration);
    generate.addCatch(fail, CAUGHT);
    const assemble = stepTask(this, "Assemble", {
      worker: sceneSteps,
      step: "assemble",
      input: IDS,
      into: { resultSelector: { "rendersFilm.$": "$.Payload.rendersFilm" }, resultPath: "$.assembled" },
    });
    assemble.addCatch(fail, CAUGHT);
    const start = stepTask(this, "StartScene", {
      worker: sceneSteps,
      step: "start",
      input: IDS,
      into: { resultSelector: { "proceed.$": "$.Payload.proceed" }, resultPath: "$.start" },
    });
    start.addCatch(fail, CAUGHT);

    const definition = start.next(
      new Choice(this, "MayProceed")
        .when(
          Condition.booleanEquals("$.start.proceed", true),
          generate.next(assemble).next(this.drawAhead(ahead)),
        )
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
        Condition.booleanEquals("$.assembled.rendersFilm", true),
        plan.next(
          new Choice(this, "IsAnythingToDraw")
            .when(Condition.stringEquals("$.ahead.renderId", ""), complete)
            .otherwise(start.next(complete)),
        ),
      )
      .otherwise(complete);
  }
}
