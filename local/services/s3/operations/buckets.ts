import { REGION } from "../../../types.ts";
import { type Operation, xmlResponse } from "../operation.ts";
import { writeXml } from "../xml.ts";

export const headBucket: Operation = async () => ({
  status: 200,
  headers: { "x-amz-bucket-region": REGION },
});

/** An empty constraint means us-east-1. */
export const getBucketLocation: Operation = async () =>
  xmlResponse(writeXml("LocationConstraint", REGION === "us-east-1" ? "" : REGION));
