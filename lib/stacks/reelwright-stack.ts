import { Aws, CfnOutput, Duration, Size, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { Architecture, Code, FunctionUrlAuthType, InvokeMode, LayerVersion } from "aws-cdk-lib/aws-lambda";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import type { EnvKey } from "../../core/contract/env.ts";
import { AgentRunMachine } from "../constructs/agent-run-machine.ts";
import { Buckets } from "../constructs/buckets.ts";
import { DeploymentParameters } from "../constructs/deployment-parameters.ts";
import { ApiEdge, MediaEdge } from "../constructs/edge.ts";
import { HttpRoutes } from "../constructs/http-routes.ts";
import { LongVideoMachine } from "../constructs/long-video-machine.ts";
import { NodeFunction } from "../constructs/node-function.ts";
import { REMOTION_ZIP, RemotionRenderer } from "../constructs/remotion-renderer.ts";
import { RenderMachine } from "../constructs/render-machine.ts";
import { SceneMachine } from "../constructs/scene-machine.ts";
import { Secrets } from "../constructs/secrets.ts";
import { INDEXES, Tables } from "../constructs/tables.ts";
import { UpkeepSchedules } from "../constructs/upkeep-schedules.ts";

/** Read at run time, so that no function needs a distribution that needs the function. */
const API_BASE_URL_PARAMETER = "/reelwright/api-base-url";
const MEDIA_BASE_URL_PARAMETER = "/reelwright/media-base-url";

/** What the data bucket holds. */
const PRIVATE_PREFIXES = ["compositions/", "runs/", "jobs/", "events/", "renders/", "segments/", "uploads/"];

export interface ReelwrightStackProps extends StackProps {
  /** The bundled Remotion site. */
  readonly site: { readonly folder: string; readonly hash: string };
}

/** Everything that one Reelwright is, in one region of one account. */
export class ReelwrightStack extends Stack {
  constructor(scope: Construct, id: string, props: ReelwrightStackProps) {
    super(scope, id, props);
    const parameters = new DeploymentParameters(this, "Parameters");
    const tables = new Tables(this, "Tables");
    const buckets = new Buckets(this, "Buckets");
    const secrets = new Secrets(this, "Secrets");
    const bus = new EventBus(this, "Bus", {
      description: "What Reelwright tells the outside: render.*, job.*",
    });
    const sitePath = `/sites/${props.site.hash}/`;
    new BucketDeployment(this, "Site", {
      sources: [Source.asset(props.site.folder)],
      destinationBucket: buckets.media,
      destinationKeyPrefix: `sites/${props.site.hash}`,
      // Renders in flight still load the site of the last deployment.
      prune: false,
      cacheControl: [CacheControl.fromString("public, max-age=31536000, immutable")],
      memoryLimit: 512,
    });
    const renderer = new RemotionRenderer(this, "Renderer", {
      workBucket: buckets.render,
      outputBucket: buckets.data,
    });
    const ffmpeg = new LayerVersion(this, "Ffmpeg", {
      description: "ffmpeg and ffprobe for arm64, from Remotion's package",
      code: Code.fromAsset(REMOTION_ZIP),
      compatibleArchitectures: [Architecture.ARM_64],
    });

    const environment = {
      coreTable: tables.core.tableName,
      eventsTable: tables.events.tableName,
      dataBucket: buckets.data.bucketName,
      mediaBucket: buckets.media.bucketName,
      renderBucket: buckets.render.bucketName,
      mediaBaseUrlParameter: MEDIA_BASE_URL_PARAMETER,
      eventBus: bus.eventBusName,
      originSecret: secrets.origin.secretArn,
      anthropicSecret: secrets.anthropicApiKey.secretArn,
      anthropicBaseUrl: parameters.anthropicBaseUrl.valueAsString,
      claudeModel: parameters.claudeModel.valueAsString,
      falSecret: secrets.falApiKey.secretArn,
      falBaseUrl: parameters.falBaseUrl.valueAsString,
      egressAllowList: parameters.egressAllowList.valueAsString,
      remotionFunction: renderer.functionName,
      remotionSitePath: sitePath,
      ffmpegDirectory: parameters.ffmpegDirectory.valueAsString,
      welcomeCredits: parameters.welcomeCredits.valueAsString,
    } satisfies Partial<Record<EnvKey, string>>;
    const stores = pick(environment, [
      "coreTable",
      "eventsTable",
      "dataBucket",
      "mediaBucket",
      "mediaBaseUrlParameter",
    ]);
    const makers = pick(environment, [
      "falSecret",
      "falBaseUrl",
      "egressAllowList",
      "eventBus",
      "ffmpegDirectory",
    ]);
    const mediaBaseUrl = this.formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: MEDIA_BASE_URL_PARAMETER.slice(1),
    });

    // ---- workers of the state machines

    const agentSteps = new NodeFunction(this, "AgentSteps", {
      folder: "agent-steps",
      timeout: Duration.minutes(5),
      memorySize: 1024,
      layers: [ffmpeg],
      environment: {
        ...stores,
        ...makers,
        ...pick(environment, ["anthropicSecret", "anthropicBaseUrl", "claudeModel"]),
      },
    });
    const sceneSteps = new NodeFunction(this, "SceneSteps", {
      folder: "scene-steps",
      timeout: Duration.minutes(3),
      memorySize: 1024,
      layers: [ffmpeg],
      environment: { ...stores, ...makers },
    });
    for (const worker of [agentSteps, sceneSteps]) {
      worker
        .readWriteTable(tables.core, ...INDEXES)
        .readWriteTable(tables.events)
        .readObjects(buckets.data, ...PRIVATE_PREFIXES)
        .writeObjects(buckets.data, "compositions/", "runs/", "jobs/", "events/")
        .readObjects(buckets.media, "assets/")
        .writeObjects(buckets.media, "assets/")
        .allow(["secretsmanager:GetSecretValue"], [secrets.falApiKey.secretArn])
        .allow(["polly:SynthesizeSpeech"], ["*"])
        .allow(["events:PutEvents"], [bus.eventBusArn])
        .allow(["ssm:GetParameter"], [mediaBaseUrl]);
    }
    agentSteps.allow(["secretsmanager:GetSecretValue"], [secrets.anthropicApiKey.secretArn]);

    const renderSteps = new NodeFunction(this, "RenderSteps", {
      folder: "render-steps",
      timeout: Duration.minutes(2),
      memorySize: 1024,
      layers: [ffmpeg],
      environment: {
        ...stores,
        ...pick(environment, [
          "renderBucket",
          "remotionFunction",
          "remotionSitePath",
          "eventBus",
          "egressAllowList",
          "ffmpegDirectory",
        ]),
      },
    });
    renderSteps
      .readWriteTable(tables.core, ...INDEXES)
      .readObjects(buckets.data, ...PRIVATE_PREFIXES)
      .writeObjects(buckets.data, "compositions/", "renders/")
      .readObjects(buckets.media, "assets/")
      .writeObjects(buckets.media, "assets/")
      .readObjects(buckets.render, "renders/", "input-props/")
      .writeObjects(buckets.render, "input-props/")
      .allow(["s3:PutObjectAcl"], [buckets.render.arnForObjects("input-props/*")])
      .allow(["lambda:InvokeFunction"], [renderer.functionArn])
      .allow(["events:PutEvents"], [bus.eventBusArn])
      .allow(["ssm:GetParameter"], [mediaBaseUrl]);
    const finisher = new NodeFunction(this, "RenderFinisher", {
      folder: "render-finisher",
      timeout: Duration.minutes(15),
      memorySize: 2048,
      ephemeralStorage: Size.gibibytes(6),
      layers: [ffmpeg],
      environment: { ...stores, ...pick(environment, ["ffmpegDirectory"]) },
    });
    finisher
      .readWriteTable(tables.core, ...INDEXES)
      .readObjects(buckets.data, ...PRIVATE_PREFIXES)
      .readObjects(buckets.media, "assets/", "renders/")
      .writeObjects(buckets.media, "renders/");

    // ---- state machines

    const scene = new SceneMachine(this, "Scene", { sceneSteps: sceneSteps.function });
    const longVideo = new LongVideoMachine(this, "LongVideo", {
      sceneSteps: sceneSteps.function,
      sceneMachine: scene.machine,
      sceneConcurrency: parameters.sceneConcurrency.valueAsNumber,
    });
    const agentRun = new AgentRunMachine(this, "AgentRun", {
      agentSteps: agentSteps.function,
      longVideoMachine: longVideo.machine,
    });
    const render = new RenderMachine(this, "Render", {
      renderSteps: renderSteps.function,
      finisher: finisher.function,
      renderConcurrency: parameters.renderConcurrency.valueAsNumber,
    });
    const machines = {
      agentRunMachine: agentRun.machine.stateMachineArn,
      renderMachine: render.machine.stateMachineArn,
    } satisfies Partial<Record<EnvKey, string>>;
    // ---- surfaces

    const surface = { ...stores, ...machines, ...pick(environment, ["originSecret", "egressAllowList"]) };
    const agentStream = new NodeFunction(this, "AgentStream", {
      folder: "agent-stream",
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: surface,
    });
    const agentApi = new NodeFunction(this, "AgentApi", {
      folder: "agent-api",
      timeout: Duration.seconds(20),
      memorySize: 1024,
      environment: surface,
    });
    const projectsApi = new NodeFunction(this, "ProjectsApi", {
      folder: "projects-api",
      timeout: Duration.seconds(29),
      memorySize: 1024,
      environment: surface,
    });
    for (const face of [agentStream, agentApi, projectsApi]) {
      face
        .readWriteTable(tables.core, ...INDEXES)
        .readObjects(buckets.data, ...PRIVATE_PREFIXES)
        .allow(["secretsmanager:GetSecretValue"], [secrets.origin.secretArn])
        .allow(["ssm:GetParameter"], [mediaBaseUrl]);
    }
    agentStream
      .readWriteTable(tables.events)
      .writeObjects(buckets.data, "compositions/", "runs/", "events/", "uploads/");
    projectsApi
      .readWriteTable(tables.events)
      .writeObjects(buckets.data, "compositions/", "renders/", "events/")
      .deleteObjects(buckets.data, "compositions/");
    for (const [face, ran] of [
      [agentStream, [agentRun]],
      [projectsApi, [agentRun, render]],
    ] as const) {
      for (const { machine } of ran) {
        machine.grantStartExecution(face.function);
        machine.grantExecution(face.function, "states:DescribeExecution", "states:StopExecution");
      }
    }
    const admin = new NodeFunction(this, "Admin", {
      folder: "admin",
      timeout: Duration.minutes(1),
      environment: pick(environment, ["coreTable", "welcomeCredits"]),
    });
    admin.readWriteTable(tables.core, ...INDEXES);
    const upkeep = new NodeFunction(this, "Upkeep", {
      folder: "upkeep",
      timeout: Duration.minutes(1),
      environment: { ...stores, ...machines, ...pick(environment, ["eventBus"]) },
    });
    upkeep
      .readWriteTable(tables.core, ...INDEXES)
      .readWriteTable(tables.events)
      .readObjects(buckets.data, ...PRIVATE_PREFIXES)
      .writeObjects(buckets.data, "compositions/", "events/")
      .allow(["events:PutEvents"], [bus.eventBusArn])
      .allow(["ssm:GetParameter"], [mediaBaseUrl]);
    for (const { machine } of [agentRun, render]) {
      machine.grantExecution(upkeep.function, "states:DescribeExecution", "states:StopExecution");
    }
    new UpkeepSchedules(this, "UpkeepSchedules", { upkeep: upkeep.function });

    // ---- the public hosts

    const http = new HttpRoutes(this, "Http", {
      projectsApi: projectsApi.function,
      agentApi: agentApi.function,
    });
    const apiEdge = new ApiEdge(this, "ApiEdge", {
      httpApi: http.api,
      agentStream: agentStream.function.addFunctionUrl({
        authType: FunctionUrlAuthType.NONE,
        invokeMode: InvokeMode.RESPONSE_STREAM,
      }),
      originSecret: secrets.origin,
      logs: buckets.logs,
    });
    const mediaEdge = new MediaEdge(this, "MediaEdge", { media: buckets.media, logs: buckets.logs });
    const publicUrl = (host: string) => `${parameters.publicScheme.valueAsString}://${host}`;
    for (const [name, parameterName, host] of [
      ["ApiBaseUrl", API_BASE_URL_PARAMETER, apiEdge.distribution.distributionDomainName],
      ["MediaBaseUrl", MEDIA_BASE_URL_PARAMETER, mediaEdge.distribution.distributionDomainName],
    ] as const) {
      new StringParameter(this, `${name}Parameter`, { parameterName, stringValue: publicUrl(host) });
      new CfnOutput(this, name, { value: publicUrl(host) });
    }
    new CfnOutput(this, "AdminFunctionName", { value: admin.function.functionName });
    new CfnOutput(this, "Region", { value: Aws.REGION });
  }
}

function pick<T extends object, Key extends keyof T>(from: T, keys: readonly Key[]): Pick<T, Key> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, Key>;
}
