import { Duration, Size } from "aws-cdk-lib";
import { Architecture, Code, LayerVersion } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { pick, storesOf } from "./environment.ts";
import { NodeFunction } from "./node-function.ts";
import { REMOTION_ZIP } from "./remotion-renderer.ts";
import { PRIVATE_PREFIXES, type Resources } from "./resources.ts";
import { INDEXES } from "./tables.ts";

/** The functions behind the Task states. Each may do what its steps do, and no more. */
export class Workers extends Construct {
  readonly agentSteps: NodeFunction;
  readonly sceneSteps: NodeFunction;
  readonly renderSteps: NodeFunction;
  readonly renderFinisher: NodeFunction;
  readonly compositor: NodeFunction;

  constructor(scope: Construct, id: string, resources: Resources) {
    super(scope, id);
    const ffmpeg = new LayerVersion(this, "Ffmpeg", {
      description: "ffmpeg and ffprobe for arm64, from Remotion's package",
      code: Code.fromAsset(REMOTION_ZIP),
      compatibleArchitectures: [Architecture.ARM_64],
    });
    this.agentSteps = this.makeAgentSteps(resources, ffmpeg);
    this.sceneSteps = this.makeSceneSteps(resources, ffmpeg);
    this.compositor = this.makeCompositor(resources, ffmpeg);
    this.renderSteps = this.makeRenderSteps(resources, ffmpeg);
    this.renderFinisher = this.makeFinisher(resources, ffmpeg);
  }

  private makeAgentSteps(resources: Resources, ffmpeg: LayerVersion): NodeFunction {
    const { environment, secrets } = resources;
    return makesMedia(
      new NodeFunction(this, "AgentSteps", {
        folder: "agent-steps",
        timeout: Duration.minutes(5),
        memorySize: 1024,
        layers: [ffmpeg],
        environment: {
          ...storesOf(environment),
          ...makersOf(resources),
          ...pick(environment, ["anthropicSecret", "anthropicBaseUrl", "claudeModel"]),
        },
      }),
      resources,
    ).allow(["secretsmanager:GetSecretValue"], [secrets.anthropicApiKey.secretArn]);
  }

  private makeSceneSteps(resources: Resources, ffmpeg: LayerVersion): NodeFunction {
    return makesMedia(
      new NodeFunction(this, "SceneSteps", {
        folder: "scene-steps",
        timeout: Duration.minutes(3),
        memorySize: 1024,
        layers: [ffmpeg],
        environment: { ...storesOf(resources.environment), ...makersOf(resources) },
      }),
      resources,
    );
  }

  private makeRenderSteps(resources: Resources, ffmpeg: LayerVersion): NodeFunction {
    const { environment, tables, buckets, renderer, bus } = resources;
    return new NodeFunction(this, "RenderSteps", {
      folder: "render-steps",
      // The first step fetches what is not ours yet, one asset after the other, each for a minute at most.
      timeout: Duration.minutes(10),
      memorySize: 1024,
      layers: [ffmpeg],
      environment: {
        ...storesOf(environment),
        ...pick(environment, ["renderBucket", "remotionFunction", "remotionSitePath", "eventBus"]),
        ...pick(environment, ["egressAllowList", "ffmpegDirectory", "renderConcurrency"]),
        compositorFunction: this.compositor.function.functionName,
      },
    })
      .readWriteTable(tables.core, ...INDEXES)
      .readObjects(buckets.data, ...PRIVATE_PREFIXES)
      .writeObjects(buckets.data, "compositions/", "renders/", "segments/", "fetched/")
      .readObjects(buckets.media, "assets/")
      .writeObjects(buckets.media, "assets/")
      .readObjects(buckets.render, "renders/", "input-props/", "segment-work/")
      .writeObjects(buckets.render, "input-props/", "segment-work/")
      .allow(["s3:PutObjectAcl"], [buckets.render.arnForObjects("input-props/*")])
      .allow(["lambda:InvokeFunction"], [renderer.functionArn, this.compositor.function.functionArn])
      .allow(["events:PutEvents"], [bus.eventBusArn])
      .allow(["ssm:GetParameter"], [resources.mediaBaseUrlArn]);
  }

  /** Asked by events, at most as many at once as a render draws segments; how its work goes is in the work bucket. */
  private makeCompositor(resources: Resources, ffmpeg: LayerVersion): NodeFunction {
    const { environment, buckets, renderer } = resources;
    return new NodeFunction(this, "Compositor", {
      folder: "compositor",
      timeout: Duration.minutes(10),
      // It needs less than 700 MB, but processors come with memory; new accounts have no more.
      memorySize: 3008,
      // Pictures and clips of one segment, and the segment.
      ephemeralStorage: Size.gibibytes(2),
      layers: [ffmpeg],
      // Who asks looks at the work's status, and asks another renderer when there is none for three minutes.
      events: { retryAttempts: 0, maxEventAge: Duration.minutes(3) },
      environment: {
        ...pick(environment, ["dataBucket", "mediaBucket", "renderBucket", "mediaBaseUrlParameter"]),
        ...pick(environment, ["remotionFunction", "remotionSitePath", "ffmpegDirectory"]),
      },
    })
      .readObjects(buckets.media, "assets/")
      .readObjects(buckets.data, "segments/")
      .writeObjects(buckets.data, "segments/")
      .readObjects(buckets.render, "renders/", "segment-work/")
      .writeObjects(buckets.render, "input-props/", "segment-work/")
      .allow(["s3:PutObjectAcl"], [buckets.render.arnForObjects("input-props/*")])
      .allow(["lambda:InvokeFunction"], [renderer.functionArn])
      .allow(["ssm:GetParameter"], [resources.mediaBaseUrlArn]);
  }

  private makeFinisher(resources: Resources, ffmpeg: LayerVersion): NodeFunction {
    const { environment, tables, buckets } = resources;
    return new NodeFunction(this, "RenderFinisher", {
      folder: "render-finisher",
      timeout: Duration.minutes(15),
      memorySize: 2048,
      // Every segment and every sound of a film, and the film itself.
      ephemeralStorage: Size.gibibytes(6),
      layers: [ffmpeg],
      environment: { ...storesOf(environment), ...pick(environment, ["ffmpegDirectory"]) },
    })
      .readWriteTable(tables.core, ...INDEXES)
      .readObjects(buckets.data, "renders/", "segments/", "compositions/")
      .readObjects(buckets.media, "assets/", "renders/")
      .writeObjects(buckets.media, "renders/");
  }
}

const makersOf = ({ environment }: Resources) =>
  pick(environment, ["falSecret", "falBaseUrl", "egressAllowList", "eventBus", "ffmpegDirectory"]);

/** Writes runs, jobs and events, asks the picture and speech vendors, stores what they made. */
function makesMedia(worker: NodeFunction, resources: Resources): NodeFunction {
  const { tables, buckets, secrets, bus } = resources;
  return worker
    .readWriteTable(tables.core, ...INDEXES)
    .readWriteTable(tables.events)
    .readObjects(buckets.data, ...PRIVATE_PREFIXES)
    .writeObjects(buckets.data, "compositions/", "runs/", "jobs/", "events/")
    .deleteObjects(buckets.data, "compositions/", "jobs/")
    .readObjects(buckets.media, "assets/")
    .writeObjects(buckets.media, "assets/")
    .allow(["secretsmanager:GetSecretValue"], [secrets.falApiKey.secretArn])
    .allow(["polly:SynthesizeSpeech"], ["*"])
    .allow(["events:PutEvents"], [bus.eventBusArn])
    .allow(["ssm:GetParameter"], [resources.mediaBaseUrlArn]);
}
