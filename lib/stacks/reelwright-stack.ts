import { Aws, CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { FunctionUrlAuthType, InvokeMode } from "aws-cdk-lib/aws-lambda";
import { BucketDeployment, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import { StringParameter } from "aws-cdk-lib/aws-ssm";
import type { Construct } from "constructs";
import { Buckets } from "../constructs/buckets.ts";
import { DeploymentParameters } from "../constructs/deployment-parameters.ts";
import { ApiEdge, MediaEdge } from "../constructs/edge.ts";
import type { Environment } from "../constructs/environment.ts";
import { HttpRoutes } from "../constructs/http-routes.ts";
import { Machines } from "../constructs/machines.ts";
import { Monitoring } from "../constructs/monitoring.ts";
import { RemotionRenderer } from "../constructs/remotion-renderer.ts";
import { Secrets } from "../constructs/secrets.ts";
import { Surfaces } from "../constructs/surfaces.ts";
import { Tables } from "../constructs/tables.ts";
import { UpkeepSchedules } from "../constructs/upkeep-schedules.ts";
import { WebhookQueue, WebhookSender } from "../constructs/webhooks.ts";
import { Workers } from "../constructs/workers.ts";

/** Read at run time, so that no function needs a distribution that needs the function. */
const API_BASE_URL_PARAMETER = "/reelwright/api-base-url";
const MEDIA_BASE_URL_PARAMETER = "/reelwright/media-base-url";

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
    const webhooks = new WebhookQueue(this, "Webhooks", bus);
    const renderer = new RemotionRenderer(this, "Renderer", {
      workBucket: buckets.render,
      outputBucket: buckets.data,
    });
    const sitePath = this.deploySite(props.site, buckets);

    const environment: Environment = {
      coreTable: tables.core.tableName,
      eventsTable: tables.events.tableName,
      dataBucket: buckets.data.bucketName,
      mediaBucket: buckets.media.bucketName,
      renderBucket: buckets.render.bucketName,
      mediaBaseUrlParameter: MEDIA_BASE_URL_PARAMETER,
      eventBus: bus.eventBusName,
      originSecret: secrets.origin.secretArn,
      webhookRootSecret: secrets.webhookRoot.secretArn,
      webhookQueue: webhooks.queue.queueUrl,
      anthropicSecret: secrets.anthropicApiKey.secretArn,
      anthropicBaseUrl: parameters.anthropicBaseUrl.valueAsString,
      claudeModel: parameters.claudeModel.valueAsString,
      falSecret: secrets.falApiKey.secretArn,
      falBaseUrl: parameters.falBaseUrl.valueAsString,
      egressAllowList: parameters.egressAllowList.valueAsString,
      remotionFunction: renderer.functionName,
      remotionSitePath: sitePath,
      renderConcurrency: parameters.renderConcurrency.valueAsString,
      ffmpegDirectory: parameters.ffmpegDirectory.valueAsString,
      welcomeCredits: parameters.welcomeCredits.valueAsString,
    };
    const mediaBaseUrlArn = this.formatArn({
      service: "ssm",
      resource: "parameter",
      resourceName: MEDIA_BASE_URL_PARAMETER.slice(1),
    });
    const resources = { tables, buckets, secrets, bus, webhooks, renderer, mediaBaseUrlArn, environment };
    new WebhookSender(this, "WebhookSender", resources, parameters.webhookConcurrency.valueAsNumber);
    const workers = new Workers(this, "Workers", resources);
    const machines = new Machines(this, "Machines", workers, parameters);
    const surfaces = new Surfaces(this, "Surfaces", resources, machines);
    new UpkeepSchedules(this, "UpkeepSchedules", { upkeep: surfaces.upkeep.function });
    this.publish(parameters, buckets, secrets, surfaces);
    new Monitoring(this, "Monitoring", { of: this });
    new CfnOutput(this, "AdminFunctionName", { value: surfaces.admin.function.functionName });
    new CfnOutput(this, "Region", { value: Aws.REGION });
  }

  /** @returns the site's path on the media host */
  private deploySite({ folder, hash }: ReelwrightStackProps["site"], buckets: Buckets): string {
    new BucketDeployment(this, "Site", {
      sources: [Source.asset(folder)],
      destinationBucket: buckets.media,
      destinationKeyPrefix: `sites/${hash}`,
      // Renders in flight still load the site of the last deployment.
      prune: false,
      cacheControl: [CacheControl.fromString("public, max-age=31536000, immutable")],
      memoryLimit: 512,
    });
    return `/sites/${hash}/`;
  }

  /** The two public hosts, and their addresses for whoever needs them. */
  private publish(
    parameters: DeploymentParameters,
    buckets: Buckets,
    secrets: Secrets,
    surfaces: Surfaces,
  ): void {
    const http = new HttpRoutes(this, "Http", {
      projectsApi: surfaces.projectsApi.function,
      mediaApi: surfaces.mediaApi.function,
      agentApi: surfaces.agentApi.function,
    });
    const apiEdge = new ApiEdge(this, "ApiEdge", {
      httpApi: http.api,
      agentStream: surfaces.agentStream.function.addFunctionUrl({
        authType: FunctionUrlAuthType.NONE,
        invokeMode: InvokeMode.RESPONSE_STREAM,
      }),
      originSecret: secrets.origin,
    });
    const mediaEdge = new MediaEdge(this, "MediaEdge", { media: buckets.media, logs: buckets.logs });
    for (const [name, parameterName, { distribution }] of [
      ["ApiBaseUrl", API_BASE_URL_PARAMETER, apiEdge],
      ["MediaBaseUrl", MEDIA_BASE_URL_PARAMETER, mediaEdge],
    ] as const) {
      const url = `${parameters.publicScheme.valueAsString}://${distribution.distributionDomainName}`;
      new StringParameter(this, `${name}Parameter`, { parameterName, stringValue: url });
      new CfnOutput(this, name, { value: url });
    }
  }
}
