import { ACCOUNT_ID, REGION } from "../../types.ts";
import type { DescribeIdentity } from "../identity.ts";
import { late } from "../late.ts";
import { physicalName, shortHash } from "../physical-name.ts";

const table: DescribeIdentity = (view) => {
  const name = view.name("TableName", 255);
  const arn = `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}`;
  return { ref: name, attributes: { Arn: arn, StreamArn: `${arn}/stream/local` } };
};

const bucket: DescribeIdentity = (view) => {
  const given = view.text("BucketName");
  const name = given ?? physicalName(view.stackName, view.logicalId, 63).toLowerCase();
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${REGION}.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${REGION}.amazonaws.com`,
    },
  };
};

const queue: DescribeIdentity = (view) => {
  const isFifo = view.value("FifoQueue") === true;
  const given = view.text("QueueName");
  const name = given ?? physicalName(view.stackName, view.logicalId, 75) + (isFifo ? ".fifo" : "");
  const url = `${view.addresses.endpoint}/${ACCOUNT_ID}/${name}`;
  return {
    ref: url,
    attributes: { Arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${name}`, QueueName: name, QueueUrl: url },
  };
};

/** AWS ends a secret's ARN in six random characters; here they come from the name, so that they last. */
const secret: DescribeIdentity = (view) => {
  const name = view.name("Name", 200);
  const arn = `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-${shortHash(name).slice(0, 6)}`;
  return { ref: arn, attributes: { Id: arn } };
};

const parameter: DescribeIdentity = (view) => ({
  ref: view.name("Name", 1000),
  attributes: {
    Type: late(() => view.text("Type") ?? "String"),
    Value: late(() => view.text("Value") ?? ""),
  },
});

const deployment: DescribeIdentity = (view) => ({
  ref: `${view.stackName}-${view.logicalId}`,
  attributes: {
    DestinationBucketArn: late(() => `arn:aws:s3:::${view.text("DestinationBucketName") ?? ""}`),
  },
});

const named: DescribeIdentity = (view) => ({ ref: `${view.stackName}-${view.logicalId}`, attributes: {} });

export const dataIdentities: Readonly<Record<string, DescribeIdentity>> = {
  "AWS::DynamoDB::Table": table,
  "AWS::DynamoDB::GlobalTable": table,
  "AWS::S3::Bucket": bucket,
  "AWS::S3::BucketPolicy": named,
  "AWS::SQS::Queue": queue,
  "AWS::SQS::QueuePolicy": named,
  "AWS::SecretsManager::Secret": secret,
  "AWS::SSM::Parameter": parameter,
  "Custom::CDKBucketDeployment": deployment,
};
