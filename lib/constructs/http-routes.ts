import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  LogGroupLogDestination,
  PayloadFormatVersion,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

export interface HttpRoutesProps {
  readonly projectsApi: IFunction;
  readonly mediaApi: IFunction;
  /** Also answers what no route knows, in the API's own shape. */
  readonly agentApi: IFunction;
}

/** The HTTP API behind CloudFront: one Lambda a surface, which routes and authenticates by itself. */
export class HttpRoutes extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: HttpRoutesProps) {
    super(scope, id);
    this.api = new HttpApi(this, "Api", { createDefaultStage: true });
    this.route("Projects", props.projectsApi, ["/api/video-project", "/api/video-project/{proxy+}"]);
    this.route("Media", props.mediaApi, ["/api/v1/{proxy+}"]);
    this.route("Agent", props.agentApi, [
      "/api/agent/check-resume",
      "/api/uploads",
      "/api/i18n/{locale}",
      "/{proxy+}",
    ]);
    this.logAccess();
  }

  private route(id: string, handler: IFunction, paths: readonly string[]): void {
    const integration = new HttpLambdaIntegration(id, handler, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      timeout: Duration.seconds(29),
    });
    for (const path of paths) this.api.addRoutes({ path, methods: [HttpMethod.ANY], integration });
  }

  /** Paths without the query string: `email` travels there. */
  private logAccess(): void {
    const logs = new LogGroup(this, "AccessLogs", {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = this.api.defaultStage?.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error("the HTTP API has no default stage");
    stage.accessLogSettings = {
      destinationArn: new LogGroupLogDestination(logs).bind(this.api.defaultStage as never).destinationArn,
      format: JSON.stringify({
        requestId: "$context.requestId",
        routeKey: "$context.routeKey",
        path: "$context.path",
        status: "$context.status",
        latencyMs: "$context.responseLatency",
        integrationError: "$context.integrationErrorMessage",
      }),
    };
  }
}
