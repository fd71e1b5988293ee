import { RemovalPolicy, SecretValue } from "aws-cdk-lib";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { Construct } from "constructs";

/** What a secret that nobody has filled in yet holds. Adapters recognise it; a generated value would look like a key. */
const UNSET = "unset";

/** Everything that must not be in code, templates, logs or environment variables. */
export class Secrets extends Construct {
  readonly anthropicApiKey: Secret;
  readonly falApiKey: Secret;
  /** `{ "current", "previous" }` of `X-Internal-Key`; both empty: the key is off. */
  readonly internal: Secret;
  /** `{ "current", "previous" }`: CloudFront sends `current`, functions accept both, so that it can be rotated. */
  readonly origin: Secret;

  /** Every account's webhook secrets come from it: without it, no endpoint can verify anything any more. */
  readonly webhookRoot: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.anthropicApiKey = this.vendorKey("AnthropicApiKey", "reelwright/anthropic-api-key");
    this.falApiKey = this.vendorKey("FalApiKey", "reelwright/fal-api-key");
    this.internal = new Secret(this, "Internal", {
      secretName: "reelwright/internal-key",
      description: "What servers of yours send as X-Internal-Key. Empty values switch it off.",
      secretStringValue: SecretValue.unsafePlainText(JSON.stringify({ current: "", previous: "" })),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.origin = new Secret(this, "Origin", {
      description: "Sent by CloudFront to the origins; requests without it are refused.",
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ previous: "" }),
        generateStringKey: "current",
        excludePunctuation: true,
        passwordLength: 48,
      },
    });
    this.webhookRoot = new Secret(this, "WebhookRoot", {
      description:
        "Webhook secrets are derived from it. A new value gives every account a new secret at once.",
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private vendorKey(id: string, secretName: string): Secret {
    return new Secret(this, id, {
      secretName,
      description: "Put the vendor's API key here as plain text.",
      secretStringValue: SecretValue.unsafePlainText(UNSET),
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
