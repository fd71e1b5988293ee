import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  HttpMethods,
  type IBucket,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";

/** Where the bytes live, by who may read them. */
export class Buckets extends Construct {
  /** Private: compositions by version, journals, uploads, rendered segments. */
  readonly data: IBucket;
  /** Read by everybody through the media host: `assets/`, `renders/`, `sites/`. */
  readonly media: IBucket;
  /** Remotion Lambda's own: props, progress, chunks. */
  readonly render: IBucket;
  /** Access logs of the others and of CloudFront. */
  readonly logs: IBucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.logs = this.bucket("Logs", {
      // CloudFront's standard logs are written with an ACL.
      objectOwnership: ObjectOwnership.OBJECT_WRITER,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    const logged = { serverAccessLogsBucket: this.logs };
    this.data = this.bucket("Data", {
      ...logged,
      serverAccessLogsPrefix: "data/",
      // Pages upload by form; what they may put is in the form that was signed for them.
      cors: [{ allowedMethods: [HttpMethods.POST], allowedOrigins: ["*"], allowedHeaders: ["*"] }],
      lifecycleRules: [
        { prefix: "uploads/", expiration: Duration.days(1) },
        { prefix: "runs/", expiration: Duration.days(30) },
        { prefix: "attachments/", expiration: Duration.days(30) },
        { prefix: "events/", expiration: Duration.days(30) },
        { prefix: "fetched/", expiration: Duration.days(30) },
        // After their last use: a render renews what it takes again.
        { prefix: "segments/", expiration: Duration.days(30) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    this.media = this.bucket("Media", {
      ...logged,
      serverAccessLogsPrefix: "media/",
      cors: [
        { allowedMethods: [HttpMethods.GET, HttpMethods.HEAD], allowedOrigins: ["*"], allowedHeaders: ["*"] },
      ],
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    this.render = this.bucket("Render", {
      ...logged,
      serverAccessLogsPrefix: "render/",
      // Remotion always writes its progress with `acl: private`.
      objectOwnership: ObjectOwnership.OBJECT_WRITER,
      lifecycleRules: [{ expiration: Duration.days(1) }],
    });
  }

  private bucket(id: string, props: BucketProps): IBucket {
    const bucket = new Bucket(this, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
    // CDK's typings predate exactOptionalPropertyTypes: under it, its Bucket is not assignable to its IBucket.
    return bucket as IBucket;
  }
}
