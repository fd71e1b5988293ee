import { Duration } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import {
  Choice,
  Condition,
  Fail,
  JsonPath,
  Map as MapState,
  type StateMachine,
  Succeed,
  type TaskStateBase,
  Wait,
  WaitTime,
} from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { machine } from "./machine.ts";
import { stepTask } from "./step-task.ts";

export interface RenderMachineProps {
  readonly renderSteps: IFunction;
  readonly finisher: IFunction;
  /** Segments at once, 1 to 40; may be a parameter's token. */
  readonly renderConcurrency: number;
}

const SEGMENT = {
  resultSelector: {
    "state.$": "$.Payload.state",
    "waitSeconds.$": "$.Payload.waitSeconds",
    "attempt.$": "$.Payload.attempt",
  },
  resultPath: "$.segment",
};

/** "render": cut → Map over the missing segments { start → wait → check } → finish (ffmpeg) → publish. */
export class RenderMachine extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: RenderMachineProps) {
    super(scope, id);
    const { renderSteps } = props;
    const render = { "renderId.$": "$.renderId" };
    const discard = { resultPath: JsonPath.DISCARD };

    const fail = stepTask(this, "FailRender", {
      worker: renderSteps,
      step: "fail",
      input: { ...render, "error.$": "$.error" },
      into: discard,
    }).next(new Fail(this, "Failed", { errorPath: "$.error.Error", causePath: "$.error.Cause" }));
    const caught = <Task extends TaskStateBase>(task: Task): Task => {
      task.addCatch(fail, { resultPath: "$.error" });
      return task;
    };

    const segment = { ...render, "index.$": "$.index" };
    const wait = new Wait(this, "WaitForSegment", { time: WaitTime.secondsPath("$.segment.waitSeconds") });
    const isReady = new Choice(this, "IsSegmentReady")
      .when(Condition.stringEquals("$.segment.state", "ready"), new Succeed(this, "SegmentReady"))
      .otherwise(wait);
    const startSegment = stepTask(this, "StartSegment", {
      worker: renderSteps,
      step: "start-segment",
      input: segment,
      into: SEGMENT,
    }).next(isReady);
    wait
      .next(
        stepTask(this, "CheckSegment", {
          worker: renderSteps,
          step: "check-segment",
          input: { ...segment, "attempt.$": "$.segment.attempt" },
          into: SEGMENT,
        }),
      )
      .next(isReady);

    const segments = new MapState(this, "Segments", {
      itemsPath: "$.segments",
      maxConcurrency: props.renderConcurrency,
      ...discard,
    }).itemProcessor(startSegment);
    segments.addCatch(fail, { resultPath: "$.error" });
    const finish = caught(
      stepTask(this, "FinishFilm", { worker: props.finisher, step: "finish", input: render, into: discard }),
    );

    const definition = caught(stepTask(this, "Cut", { worker: renderSteps, step: "cut", input: render }))
      .next(segments)
      .next(finish)
      .next(
        caught(
          stepTask(this, "Publish", { worker: renderSteps, step: "publish", input: render, into: discard }),
        ),
      )
      .next(new Succeed(this, "Published"));
    this.machine = machine(this, "Machine", definition, Duration.hours(2));
  }
}
