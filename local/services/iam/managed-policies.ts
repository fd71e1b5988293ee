/** Documents of the AWS managed policies that the template may attach, by name. Source: the AWS managed policy reference. */
const documents: Readonly<Record<string, unknown>> = {
  AWSLambdaBasicExecutionRole: allow("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
  AWSLambdaSQSQueueExecutionRole: allow(
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
  AWSLambdaDynamoDBExecutionRole: allow(
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
  AWSXRayDaemonWriteAccess: allow(
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:GetSamplingStatisticSummaries",
  ),
  CloudWatchLambdaInsightsExecutionRolePolicy: allow(
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
  ),
};

/** @throws Error for a policy that is not in the table: a grant that the laptop does not know must not pass silently */
export function awsManagedPolicy(arn: string): { name: string; policy: unknown } {
  const name = arn.split("/").pop() ?? arn;
  const policy = documents[name];
  if (!policy) throw new Error(`the local cloud does not know the AWS managed policy ${arn}`);
  return { name, policy };
}

function allow(...actions: string[]): unknown {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
}
