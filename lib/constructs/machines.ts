import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { AgentRunMachine } from "./agent-run-machine.ts";
import type { DeploymentParameters } from "./deployment-parameters.ts";
import { LongVideoMachine } from "./long-video-machine.ts";
import { RenderMachine } from "./render-machine.ts";
import { SceneMachine } from "./scene-machine.ts";
import type { Workers } from "./workers.ts";

/** The state machines, which do the waiting. */
export class Machines extends Construct {
  readonly agentRun: StateMachine;
  readonly render: StateMachine;

  constructor(scope: Construct, id: string, workers: Workers, parameters: DeploymentParameters) {
    super(scope, id);
    const sceneSteps = workers.sceneSteps.function;
    const renderSteps = workers.renderSteps.function;
    this.render = new RenderMachine(this, "Render", {
      renderSteps,
      finisher: workers.renderFinisher.function,
      renderConcurrency: parameters.renderConcurrency.valueAsNumber,
    }).machine;
    const scene = new SceneMachine(this, "Scene", { sceneSteps, renderSteps, renderMachine: this.render });
    const longVideo = new LongVideoMachine(this, "LongVideo", {
      sceneSteps,
      sceneMachine: scene.machine,
      sceneConcurrency: parameters.sceneConcurrency.valueAsNumber,
    });
    this.agentRun = new AgentRunMachine(this, "AgentRun", {
      agentSteps: workers.agentSteps.function,
      longVideoMachine: longVideo.machine,
    }).machine;
  }
}
