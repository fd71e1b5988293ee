import { listOf, recordOf } from "../../json-values.ts";
import { ACCOUNT_ID, REGION } from "../../types.ts";
import type { DescribeIdentity, ResourceView } from "../identity.ts";
import { late } from "../late.ts";
import { shortHash } from "../physical-name.ts";

const api: DescribeIdentity = (view) => {
  const id = `api${uniqueId(view)}`;
  return {
    ref: id,
    attributes: { ApiId: id, ApiEndpoint: `https://${id}.execute-api.${REGION}.amazonaws.com` },
  };
};

const part: DescribeIdentity = (view) => ({ ref: uniqueId(view), attributes: {} });

const stage: DescribeIdentity = (view) => ({ ref: view.text("StageName") ?? "$default", attributes: {} });

const distribution: DescribeIdentity = (view) => {
  const id = `E${uniqueId(view).toUpperCase()}`;
  return {
    ref: id,
    attributes: {
      Id: id,
      Arn: `arn:aws:cloudfront::${ACCOUNT_ID}:distribution/${id}`,
      DomainName: late(() => (servesApi(view) ? view.addresses.apiHost : view.addresses.mediaHost)),
    },
  };
};

/** The API's distribution has an origin that is no bucket; the media host has buckets only. */
function servesApi(view: ResourceView): boolean {
  const origins = listOf(recordOf(view.value("DistributionConfig")).Origins);
  return origins.some((origin) => recordOf(origin).CustomOriginConfig !== undefined);
}

const edgeFunction: DescribeIdentity = (view) => {
  const arn = `arn:aws:cloudfront::${ACCOUNT_ID}:function/${view.name("Name", 64)}`;
  return { ref: arn, attributes: { FunctionARN: arn, "FunctionMetadata.FunctionARN": arn, Stage: "LIVE" } };
};

/** Policies and access controls: the front reads some of them, and distributions name them by id. */
const edgePolicy: DescribeIdentity = (view) => {
  const id = uniqueId(view);
  return { ref: id, attributes: { Id: id } };
};

function uniqueId(view: ResourceView): string {
  return shortHash(`${view.stackName}/${view.logicalId}`);
}

export const edgeIdentities: Readonly<Record<string, DescribeIdentity>> = {
  "AWS::ApiGatewayV2::Api": api,
  "AWS::ApiGatewayV2::Stage": stage,
  "AWS::ApiGatewayV2::Route": part,
  "AWS::ApiGatewayV2::Integration": part,
  "AWS::CloudFront::Distribution": distribution,
  "AWS::CloudFront::Function": edgeFunction,
  "AWS::CloudFront::CachePolicy": edgePolicy,
  "AWS::CloudFront::OriginRequestPolicy": edgePolicy,
  "AWS::CloudFront::ResponseHeadersPolicy": edgePolicy,
  "AWS::CloudFront::OriginAccessControl": edgePolicy,
};
