import { ACCOUNT_ID, REGION } from "../../types.ts";
import type { DescribeIdentity } from "../identity.ts";
import { late } from "../late.ts";
import { shortHash } from "../physical-name.ts";

const lambdaFunction: DescribeIdentity = (view) => {
  const name = view.name("FunctionName", 64);
  return { ref: name, attributes: { Arn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}` } };
};

/** One machine runs one version of a function: whatever is asked for by version or alias is that one. */
const version: DescribeIdentity = (view) => {
  const arn = functionArn(view.text("FunctionName"));
  return { ref: `${arn}:1`, attributes: { FunctionArn: `${arn}:1`, Version: "1" } };
};

const alias: DescribeIdentity = (view) => {
  const arn = `${functionArn(view.text("FunctionName"))}:${view.text("Name") ?? "live"}`;
  return { ref: arn, attributes: { AliasArn: arn } };
};

const url: DescribeIdentity = (view) => {
  // AWS makes the host's first label from the function; here from the resource, which is as unique.
  const label = `url${shortHash(`${view.stackName}/${view.logicalId}`)}`;
  return {
    ref: functionArn(view.text("TargetFunctionArn")),
    attributes: {
      FunctionUrl: `https://${label}.lambda-url.${REGION}.on.aws/`,
      FunctionArn: late(() => functionArn(view.text("TargetFunctionArn"))),
    },
  };
};

const layer: DescribeIdentity = (view) => {
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:layer:${view.name("LayerName", 140)}:1`;
  return { ref: arn, attributes: { LayerVersionArn: arn } };
};

const identified: DescribeIdentity = (view) => {
  const id = `${view.stackName}-${view.logicalId}`;
  return { ref: id, attributes: { Id: id } };
};

const role: DescribeIdentity = (view) => {
  const name = view.name("RoleName", 64);
  const path = view.text("Path") ?? "/";
  return {
    ref: name,
    attributes: {
      Arn: `arn:aws:iam::${ACCOUNT_ID}:role${path}${name}`,
      RoleId: `AROA${shortHash(name).toUpperCase()}`,
    },
  };
};

const managedPolicy: DescribeIdentity = (view) => {
  const arn = `arn:aws:iam::${ACCOUNT_ID}:policy${view.text("Path") ?? "/"}${view.name("ManagedPolicyName", 128)}`;
  return { ref: arn, attributes: { PolicyArn: arn } };
};

const logGroup: DescribeIdentity = (view) => {
  const name = view.name("LogGroupName", 512);
  return { ref: name, attributes: { Arn: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${name}:*` } };
};

/** A function may be named by name, ARN, or ARN with version. */
function functionArn(nameOrArn: string | undefined): string {
  if (nameOrArn?.startsWith("arn:")) return nameOrArn.split(":").slice(0, 7).join(":");
  return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${nameOrArn ?? ""}`;
}

export const computeIdentities: Readonly<Record<string, DescribeIdentity>> = {
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::Version": version,
  "AWS::Lambda::Alias": alias,
  "AWS::Lambda::Url": url,
  "AWS::Lambda::LayerVersion": layer,
  "AWS::Lambda::Permission": identified,
  "AWS::Lambda::EventSourceMapping": identified,
  "AWS::Lambda::EventInvokeConfig": identified,
  "AWS::IAM::Role": role,
  "AWS::IAM::Policy": identified,
  "AWS::IAM::ManagedPolicy": managedPolicy,
  // No log service runs here, but functions and machines name their groups.
  "AWS::Logs::LogGroup": logGroup,
};
