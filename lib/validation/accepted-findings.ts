export interface AcceptedFinding {
  /** The rule with its finding, as the report names it. */
  readonly rule: RegExp;
  /** Path of the construct below the stack. */
  readonly at: RegExp;
  readonly reason: string;
}

/** Findings of cdk-nag that stay, and why. One that matches nothing any more fails the synth. */
export const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [
  {
    rule: /^AwsSolutions-APIG4$/,
    at: /^Http\/Api\//,
    reason: "Callers have API keys, which the functions check; API Gateway has no authorizer for them.",
  },
  {
    rule: /^AwsSolutions-CFR1$/,
    at: /^(Api|Media)Edge\/Distribution\//,
    reason: "Who may use a deployment is a matter of its accounts, not of countries.",
  },
  {
    rule: /^AwsSolutions-CFR2$/,
    at: /^(Api|Media)Edge\/Distribution\//,
    reason:
      "A WAF costs more than a small deployment's whole bill; accounts are rate limited by the functions.",
  },
  {
    rule: /^AwsSolutions-CFR3$/,
    at: /^ApiEdge\/Distribution\//,
    reason:
      "CloudFront's log keeps query strings, where emails and keys travel; the functions log every answer without.",
  },
  {
    rule: /^AwsSolutions-CFR4$/,
    at: /^(Api|Media)Edge\/Distribution\//,
    reason:
      "CloudFront fixes this for its own certificate; only a domain with a certificate of its own can raise it.",
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    at: /^Secrets\//,
    reason:
      "Vendor keys are rotated where they are issued; the origin secret holds two live values for a rotation by hand.",
  },
  {
    rule: /^AwsSolutions-SF1$/,
    at: /^Machines\/(AgentRun|LongVideo|Scene|Render)\/Machine\//,
    reason:
      "Errors are logged; ALL would log an event per poll, and a failed execution's history says the rest.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Buckets\w+\.Arn>\/[\w-]+\/\*\]$/,
    at: /^(Workers|Surfaces|Renderer)\/(\w+\/Role|Function\/ServiceRole)\/DefaultPolicy\//,
    reason: "Objects under one prefix of one bucket; keys are made at run time.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^Workers\/(AgentSteps|SceneSteps)\/Role\//,
    reason: "polly:SynthesizeSpeech has no resource of its own but lexicons.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    at: /^Machines\/(AgentRun|LongVideo|Scene|Render)\/Machine\/Role\//,
    reason: "Log delivery and X-Ray take no resource.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<\w+Function\w+\.Arn>:\*\]$/,
    at: /^(Machines\/\w+\/Machine\/Role|SchedulerRole)/,
    reason: "CDK grants the versions of a function together with the function.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:states:.*:execution:.*\*\]$/,
    at: /^(Surfaces\/(AgentStream|ProjectsApi|Upkeep)|Machines\/(AgentRun|LongVideo))\//,
    reason: "Executions of one state machine; their names are made at run time.",
  },
  {
    rule: /^AwsSolutions-(IAM4|IAM5|L1)/,
    at: /^Custom::CDKBucketDeployment/,
    reason: "CDK's own custom resource, which runs during a deployment only.",
  },
  {
    rule: /^AwsSolutions-IAM4/,
    at: /^Renderer\/Function\/ServiceRole\//,
    reason: "AWSLambdaBasicExecutionRole writes logs and nothing else.",
  },
];
