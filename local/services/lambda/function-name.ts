import { ACCOUNT_ID, REGION } from "../../types.ts";

/** A function as callers name it. */
export interface FunctionName {
  /** Without a qualifier. */
  readonly arn: string;
  readonly qualifier: string | undefined;
}

/**
 * Reads any of `name`, `name:qualifier`, `account:function:name`, and full ARNs with or without qualifier.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName)
 */
export function parseFunctionName(text: string, qualifier?: string): FunctionName {
  const marker = text.lastIndexOf("function:");
  const [name = "", ownQualifier] = (marker < 0 ? text : text.slice(marker + "function:".length)).split(":");
  return {
    arn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`,
    qualifier: ownQualifier ?? qualifier,
  };
}
