import { Duration } from "aws-cdk-lib";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { pick, storesOf } from "./environment.ts";
import type { Machines } from "./machines.ts";
import { NodeFunction } from "./node-function.ts";
import { PRIVATE_PREFIXES, type Resources } from "./resources.ts";
import { INDEXES } from "./tables.ts";

/** The functions that callers and operators meet. They admit and read; the machines work. */
export class Surfaces extends Construct {
  readonly agentStream: NodeFunction;
  readonly agentApi: NodeFunction;
  readonly projectsApi: NodeFunction;
  readonly mediaApi: NodeFunction;
  readonly admin: NodeFunction;
  readonly upkeep: NodeFunction;

  constructor(scope: Construct, id: string, resources: Resources, machines: Machines) {
    super(scope, id);
    const { environment, tables, buckets, secrets, bus, webhooks } = resources;
    const stores = storesOf(environment);
    const machineArns = {
      agentRunMachine: machines.agentRun.stateMachineArn,
      renderMachine: machines.render.stateMachineArn,
    };
    const face = (name: string, folder: string, timeout: Duration, more: Partial<typeof environment> = {}) =>
      new NodeFunction(this, name, {
        folder,
        timeout,
        memorySize: 1024,
        environment: {
          ...stores,
          ...machineArns,
          ...pick(environment, ["originSecret", "egressAllowList"]),
          ...more,
        },
      })
        .readWriteTable(tables.core, ...INDEXES)
        .readObjects(buckets.data, ...PRIVATE_PREFIXES)
        .allow(["secretsmanager:GetSecretValue"], [secrets.origin.secretArn])
        .allow(["ssm:GetParameter"], [resources.mediaBaseUrlArn]);

    this.agentStream = face(
      "AgentStream",
      "agent-stream",
      Duration.minutes(15),
      pick(environment, ["eventBus"]),
    )
      .readWriteTable(tables.events)
      .writeObjects(buckets.data, "compositions/", "runs/", "events/", "attachments/")
      .deleteObjects(buckets.data, "compositions/")
      .allow(["events:PutEvents"], [bus.eventBusArn]);
    startsAndStops(this.agentStream, machines.agentRun);
    this.agentApi = face("AgentApi", "agent-api", Duration.seconds(20)).writeObjects(
      buckets.data,
      "uploads/",
    );
    this.projectsApi = face(
      "ProjectsApi",
      "projects-api",
      Duration.seconds(29),
      pick(environment, ["eventBus"]),
    )
      .readWriteTable(tables.events)
      .writeObjects(buckets.data, "compositions/", "renders/", "events/")
      .deleteObjects(buckets.data, "compositions/")
      .allow(["events:PutEvents"], [bus.eventBusArn]);
    startsAndStops(this.projectsApi, machines.render);
    stops(this.projectsApi, machines.agentRun);

    this.mediaApi = face(
      "MediaApi",
      "media-api",
      Duration.seconds(29),
      pick(environment, ["webhookQueue", "webhookRootSecret"]),
    )
      .sendMessages(webhooks.queue)
      .allow(["secretsmanager:GetSecretValue"], [secrets.webhookRoot.secretArn]);

    this.admin = new NodeFunction(this, "Admin", {
      folder: "admin",
      timeout: Duration.minutes(1),
      environment: pick(environment, ["coreTable", "welcomeCredits"]),
    }).readWriteTable(tables.core, ...INDEXES);
    this.upkeep = new NodeFunction(this, "Upkeep", {
      folder: "upkeep",
      timeout: Duration.minutes(1),
      environment: { ...stores, ...machineArns, ...pick(environment, ["eventBus", "webhookQueue"]) },
    })
      .sendMessages(webhooks.queue)
      .readWriteTable(tables.core, ...INDEXES)
      .readWriteTable(tables.events)
      .readObjects(buckets.data, ...PRIVATE_PREFIXES)
      .writeObjects(buckets.data, "compositions/", "events/")
      .deleteObjects(buckets.data, "compositions/")
      .allow(["events:PutEvents"], [bus.eventBusArn])
      .allow(["ssm:GetParameter"], [resources.mediaBaseUrlArn]);
    stops(this.upkeep, machines.agentRun);
    stops(this.upkeep, machines.render);
  }
}

function startsAndStops(caller: NodeFunction, machine: StateMachine): void {
  machine.grantStartExecution(caller.function);
  stops(caller, machine);
}

/** Also looks at how it goes: a run whose execution is gone is dead. */
function stops(caller: NodeFunction, machine: StateMachine): void {
  machine.grantExecution(caller.function, "states:DescribeExecution", "states:StopExecution");
}
