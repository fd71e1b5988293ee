import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duration, Fn } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HttpVersion,
  type IOrigin,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { FunctionUrlOrigin, HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { FunctionUrl } from "aws-cdk-lib/aws-lambda";
import type { IBucket } from "aws-cdk-lib/aws-s3";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

export interface ApiEdgeProps {
  readonly httpApi: HttpApi;
  /** The streaming function's. */
  readonly agentStream: FunctionUrl;
  readonly originSecret: Secret;
}

/**
 * The API's public host. Streams go to the function URL, everything else to the HTTP API, all with the origin secret:
 * OAC could not sign a caller's POST body, so the origins refuse what did not come through here.
 */
export class ApiEdge extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: ApiEdgeProps) {
    super(scope, id);
    const customHeaders = {
      "x-origin-secret": props.originSecret.secretValueFromJson("current").unsafeUnwrap(),
    };
    const bodyLimit = new EdgeFunction(this, "BodyLimit", {
      runtime: FunctionRuntime.JS_2_0,
      comment: "413 for bodies that no Lambda can take.",
      code: FunctionCode.fromInline(readFileSync(join(import.meta.dirname, "edge-body-limit.js"), "utf8")),
    });
    const behavior = (origin: IOrigin): BehaviorOptions & { origin: IOrigin } => ({
      origin,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      compress: false,
      functionAssociations: [{ function: bodyLimit, eventType: FunctionEventType.VIEWER_REQUEST }],
    });
    const stream = behavior(
      new FunctionUrlOrigin(props.agentStream, { customHeaders, readTimeout: Duration.seconds(60) }),
    );
    const http = behavior(
      // The endpoint is "https://host": CloudFront wants the host.
      new HttpOrigin(Fn.select(2, Fn.split("/", props.httpApi.apiEndpoint)), { customHeaders }),
    );
    this.distribution = new Distribution(this, "Distribution", {
      comment: "Reelwright API",
      defaultBehavior: http,
      additionalBehaviors: {
        "/api/agent": stream,
        "/api/agent/resume": stream,
        "/api/agent/retry-scene": stream,
        "/api/agent/runs/*": stream,
      },
      // Without CloudFront's own log: it has query strings, where emails and keys travel. The functions log each answer.
      ...common,
    });
  }
}

export interface MediaEdgeProps {
  readonly media: IBucket;
  readonly logs: IBucket;
}

/** The media host, apart from the API's so that nothing stored can script it. Reads the bucket by OAC. */
export class MediaEdge extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: MediaEdgeProps) {
    super(scope, id);
    this.distribution = new Distribution(this, "Distribution", {
      comment: "Reelwright media",
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(props.media),
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        originRequestPolicy: OriginRequestPolicy.CORS_S3_ORIGIN,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        responseHeadersPolicy: new ResponseHeadersPolicy(this, "Headers", {
          corsBehavior: {
            accessControlAllowCredentials: false,
            accessControlAllowHeaders: ["*"],
            accessControlAllowMethods: ["GET", "HEAD"],
            accessControlAllowOrigins: ["*"],
            accessControlExposeHeaders: ["Content-Length", "Content-Range", "ETag"],
            originOverride: true,
          },
          securityHeadersBehavior: {
            contentTypeOptions: { override: true },
            frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
          },
        }),
      },
      ...common,
      enableLogging: true,
      logBucket: props.logs,
      logFilePrefix: "cloudfront-media/",
    });
  }
}

const common = { priceClass: PriceClass.PRICE_CLASS_100, httpVersion: HttpVersion.HTTP2_AND_3 };
