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

/** "render": cut → Map over the missing segments { start → wait → check } → verify → finish (ffmpeg) → publish. Ahead of a film it ends after verify. */
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
    // The others go on: what they draw is kept for the next render. Verify says which are not there, and why.
    const givenUp = new Succeed(this, "SegmentGivenUp");
    const segmentTask = (id: string, step: string, input: Record<string, string>) => {
      const task = stepTask(this, id, { worker: renderSteps, step, input, into: SEGMENT });
      return task.addCatch(givenUp, { resultPath: JsonPath.DISCARD });
    };
    const startSegment = segmentTask("StartSegment", "start-segment", segment).next(isReady);
    const check = { ...segment, "attempt.$": "$.segment.attempt" };
    wait.next(segmentTask("CheckSegment", "check-segment", check)).next(isReady);

    const segments = new MapState(this, "Segments", {
      itemsPath: "$.segments",
      maxConcurrency: props.renderConcurrency,
      ...discard,
    }).itemProcessor(startSegment);
    segments.addCatch(fail, { resultPath: "$.error" });
    const verify = caught(
      stepTask(this, "VerifySegments", {
        worker: renderSteps,
        step: "verify-segments",
        input: render,
        into: discard,
      }),
    );
    const finish = caught(
      stepTask(this, "FinishFilm", { worker: props.finisher, step: "finish", input: render, into: discard }),
    );

    const publish = caught(
      stepTask(this, "Publish", { worker: renderSteps, step: "publish", input: render, into: discard }),
    );

    const definition = caught(stepTask(this, "Cut", { worker: renderSteps, step: "cut", input: render }))
      .next(segments)
      .next(verify)
      .next(
        new Choice(this, "IsAhead")
          .when(Condition.booleanEquals("$.isAhead", true), new Succeed(this, "DrawnAhead"))
          .otherwise(finish.next(publish).next(new Succeed(this, "Published"))),
      );
    this.machine = machine(this, "Machine", definition, Duration.hours(2));
  }
}
