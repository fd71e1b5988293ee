import { CfnParameter } from "aws-cdk-lib";
import { Construct } from "constructs";

/**
 * What one deployment of the same template may set. A laptop differs from an account by these values alone
 * (see local/README.md), so nothing else in the template knows where it runs.
 */
export class DeploymentParameters extends Construct {
  readonly anthropicBaseUrl = this.text(
    "AnthropicBaseUrl",
    "https://api.anthropic.com",
    "Where the Messages API is.",
  );
  readonly claudeModel = this.text("ClaudeModel", "claude-sonnet-5-5", "Model id of the agent.");
  readonly falBaseUrl = this.text("FalBaseUrl", "", "Where fal's queue API is. Empty: fal's own hosts.");
  readonly publicScheme = this.text("PublicScheme", "https", "Scheme of the public addresses.");
  readonly egressAllowList = this.text(
    "EgressAllowList",
    "",
    "Private hosts that media may be fetched from, comma-separated. Leave empty in an account.",
  );
  readonly ffmpegDirectory = this.text(
    "FfmpegDirectory",
    "/opt",
    "Folder of ffmpeg, ffprobe and their libraries.",
  );
  readonly welcomeCredits = this.number(
    "WelcomeCredits",
    0,
    "Purchased credits that a new account starts with.",
  );
  /** Inline Map states run at most 40 at once. */
  readonly sceneConcurrency = this.number(
    "SceneConcurrency",
    4,
    "Scenes of one job generated at once, 1 to 40.",
  );
  readonly renderConcurrency = this.number(
    "RenderConcurrency",
    4,
    "Segments of one film rendered at once, 1 to 40.",
  );

  readonly webhookConcurrency = this.number(
    "WebhookConcurrency",
    5,
    "Senders of webhooks at once, 2 to 1000; each sends up to ten.",
  );

  constructor(scope: Construct, id: string) {
    super(scope, id);
  }

  private text(name: string, byDefault: string, description: string): CfnParameter {
    return this.parameter(name, { type: "String", default: byDefault, description });
  }

  private number(name: string, byDefault: number, description: string): CfnParameter {
    return this.parameter(name, { type: "Number", default: byDefault, minValue: 0, description });
  }

  private parameter(name: string, props: ConstructorParameters<typeof CfnParameter>[2]): CfnParameter {
    const parameter = new CfnParameter(this, name, props);
    parameter.overrideLogicalId(name);
    return parameter;
  }
}
