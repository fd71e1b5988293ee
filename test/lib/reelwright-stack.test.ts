import { Match } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { LEASE_MS } from "../../core/webhooks/schedule.ts";
import { validate } from "../../lib/validation/validate.ts";
import { synthesized } from "./synthesized.ts";

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const { app, template } = synthesized();
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
const statements = policies.flatMap(([id, { Properties }]) =>
  (Properties.PolicyDocument.Statement as Statement[]).map((statement) => ({ id, statement })),
);

describe("the template", () => {
  it("passes cdk-nag and the ASL lint", { timeout: 120_000 }, () => {
    validate(app);
    // Template.fromStack has synthesized it once already, before the plugins were there.
    expect(() => app.synth({ force: true })).not.toThrow();
  });

  it("gives no function of ours a wildcard action", () => {
    const wild = statements.filter(
      ({ id, statement }) =>
        !id.startsWith("CustomCDKBucketDeployment") &&
        listOf(statement.Action).some((action) => action.includes("*")),
    );
    expect(wild).toEqual([]);
  });

  it("uses the resource * only where the action knows no other", () => {
    const everywhere = statements.filter(({ statement }) => listOf(statement.Resource).includes("*"));
    const actions = new Set(everywhere.flatMap(({ statement }) => listOf(statement.Action)));
    const allowed = /^(polly:SynthesizeSpeech|xray:\w+|logs:\w+)$/;
    expect([...actions].filter((action) => !allowed.test(action))).toEqual([]);
  });

  it("lets no function scan a table", () => {
    const scans = statements.filter(({ statement }) => listOf(statement.Action).includes("dynamodb:Scan"));
    expect(scans).toEqual([]);
  });

  it("puts no secret into an environment variable", () => {
    const functions = Object.values(template.findResources("AWS::Lambda::Function"));
    const variables = functions.flatMap(({ Properties }) =>
      Object.values(Properties.Environment?.Variables ?? {}),
    );
    expect(JSON.stringify(variables)).not.toContain("resolve:secretsmanager");
  });

  it("runs every function of ours on arm64 and Node 24 with logs that are forgotten", () => {
    const ours = Object.entries(template.findResources("AWS::Lambda::Function")).filter(
      ([id]) => !id.startsWith("Custom"),
    );
    expect(ours).toHaveLength(13);
    for (const [, { Properties }] of ours) {
      expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"] });
      expect(Properties.LoggingConfig).toBeDefined();
    }
    template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: Match.anyValue() });
  });

  it("kills a webhook's sender before anybody takes its delivery over", () => {
    const senders = Object.entries(template.findResources("AWS::Lambda::Function")).filter(([id]) =>
      id.startsWith("WebhookSender"),
    );
    expect(senders).toHaveLength(1);
    for (const [, { Properties }] of senders) {
      expect(Properties.Timeout * 1000).toBeLessThan(LEASE_MS);
      template.hasResourceProperties("AWS::SQS::Queue", { VisibilityTimeout: 6 * Properties.Timeout });
    }
  });

  it("keeps the data of a deleted stack, and nobody can read a bucket directly", () => {
    template.allResourcesProperties("AWS::S3::Bucket", {
      PublicAccessBlockConfiguration: Match.objectEquals({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      }),
    });
    for (const type of ["AWS::S3::Bucket", "AWS::DynamoDB::Table"])
      template.allResources(type, { DeletionPolicy: "Retain" });
  });

  it("routes streams to the function URL and sends the origin secret to every origin of the API", () => {
    const distributions = Object.values(template.findResources("AWS::CloudFront::Distribution"));
    const api = distributions.find(({ Properties }) => Properties.DistributionConfig.CacheBehaviors)
      ?.Properties.DistributionConfig;
    expect(api.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual([
      "/api/agent",
      "/api/agent/resume",
      "/api/agent/retry-scene",
      "/api/agent/runs/*",
    ]);
    for (const origin of api.Origins) {
      expect(origin.OriginCustomHeaders).toMatchObject([{ HeaderName: "x-origin-secret" }]);
    }
  });

  it("has an egress allow-list that is empty unless a deployment says otherwise", () => {
    template.hasParameter("EgressAllowList", { Default: "" });
  });

  it("lets the compositor draw each event once, and touch nothing but segments, media and its own work", () => {
    template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", {
      FunctionName: { Ref: Match.stringLikeRegexp("^WorkersCompositor") },
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 180,
    });
    const actions = statements
      .filter(({ id }) => id.startsWith("WorkersCompositorRole"))
      .flatMap(({ statement }) => listOf(statement.Action));
    expect([...new Set(actions)].filter((action) => !action.startsWith("logs:")).sort()).toEqual([
      "lambda:InvokeFunction",
      "s3:AbortMultipartUpload",
      "s3:GetObject",
      "s3:ListBucket",
      "s3:PutObject",
      "s3:PutObjectAcl",
      "ssm:GetParameter",
    ]);
  });

  it("tells a topic when any function of ours fails or any execution does", () => {
    const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
    expect(alarms.length).toBeGreaterThan(0);
    expect(alarms.filter(({ Properties }) => !Properties.AlarmActions?.length)).toEqual([]);
    const watched = JSON.stringify(alarms);
    const ours = Object.keys(template.findResources("AWS::Lambda::Function")).filter(
      (id) => !id.startsWith("Custom"),
    );
    const machines = Object.keys(template.findResources("AWS::StepFunctions::StateMachine"));
    expect([...ours, ...machines].filter((id) => !watched.includes(`"${id}"`))).toEqual([]);
  });

  it("pins the client and the function of Remotion Lambda to one version", async () => {
    const { VERSION } = await import("remotion/version");
    template.hasResourceProperties("AWS::Lambda::Function", {
      FunctionName: Match.stringLikeRegexp(`^remotion-render-${VERSION.replaceAll(".", "-")}-`),
    });
  });
});
