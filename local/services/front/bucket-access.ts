import { isRecord, listOf } from "../../json-values.ts";
import type { Assembly } from "../../types.ts";
import { arnLike } from "../lambda/permissions.ts";

/** What a bucket policy lets a distribution do. A denial of it counts too, unless it is about requests without TLS. */
export type MayDistribution = (action: "s3:GetObject" | "s3:ListBucket", resourceArn: string) => boolean;

/** Reads the policy of a bucket for CloudFront's service principal, acting for one distribution (origin access control). */
export function readBucketAccess(
  assembly: Assembly,
  bucket: string,
  distributionArn: string,
): MayDistribution {
  const statements = assembly
    .ofType("AWS::S3::BucketPolicy")
    .filter(({ properties }) => properties.Bucket === bucket)
    .flatMap(({ properties }) =>
      isRecord(properties.PolicyDocument) ? listOf(properties.PolicyDocument.Statement) : [],
    )
    .filter(isRecord)
    .filter((statement) => statement.Effect === "Allow" && isForCloudFront(statement.Principal));
  return (action, resourceArn) =>
    statements.some(
      ({ Action, Resource, Condition }) =>
        texts(Action).some((granted) => arnLike(granted, action)) &&
        texts(Resource).some((pattern) => arnLike(pattern, resourceArn)) &&
        isForDistribution(Condition, distributionArn),
    );
}

function isForCloudFront(principal: unknown): boolean {
  return isRecord(principal) && texts(principal.Service).includes("cloudfront.amazonaws.com");
}

/** The only condition that this grant has in practice; one that is not known grants nothing. */
function isForDistribution(condition: unknown, distributionArn: string): boolean {
  if (condition === undefined) return true;
  if (!isRecord(condition)) return false;
  return Object.entries(condition).every(
    ([operator, keys]) =>
      /^(StringEquals|StringLike|ArnEquals|ArnLike)$/.test(operator) &&
      isRecord(keys) &&
      Object.entries(keys).every(
        ([key, wanted]) =>
          key.toLowerCase() === "aws:sourcearn" &&
          texts(wanted).some((pattern) => arnLike(pattern, distributionArn)),
      ),
  );
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}
