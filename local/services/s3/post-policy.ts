import { createHmac, timingSafeEqual } from "node:crypto";
import { AwsError, type Principal } from "../../types.ts";
import type { PostForm } from "./post-form.ts";

/** Fields that a policy need not mention. */
const UNCOVERED = new Set(["policy", "x-amz-signature", "file", "awsaccesskeyid", "signature"]);

/**
 * Holds a presigned POST against the policy in it.
 *
 * @param nowMs ms since 1970 UTC, moved
 * @throws AwsError `AccessDenied` (no policy, expired, a condition fails, a field is not covered),
 *   `SignatureDoesNotMatch`, `EntityTooLarge`, `EntityTooSmall`
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function checkPostPolicy(form: PostForm, bucket: string, principal: Principal, nowMs: number): void {
  const encoded = form.fields.get("policy");
  if (encoded === undefined) throw denied("the form has no policy");
  checkSignature(encoded, form, principal);
  const { expiration, conditions } = parsePolicy(encoded);
  if (!(Date.parse(expiration) > nowMs)) throw denied("Policy expired.");
  const covered = new Set<string>();
  for (const condition of conditions) checkCondition(condition, form, bucket, covered);
  for (const name of form.fields.keys()) {
    if (UNCOVERED.has(name) || name.startsWith("x-ignore-") || covered.has(name)) continue;
    throw denied(`Extra input fields: ${name}`);
  }
}

function checkSignature(encodedPolicy: string, form: PostForm, principal: Principal): void {
  const [, date = "", region = "", service = ""] = (form.fields.get("x-amz-credential") ?? "").split("/");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const dateKey = hmac(`AWS4${principal.credentials.secretAccessKey}`, date);
  const key = hmac(hmac(hmac(dateKey, region), service), "aws4_request");
  const expected = hmac(key, encodedPolicy);
  const given = Buffer.from(form.fields.get("x-amz-signature") ?? "", "hex");
  const token = principal.credentials.sessionToken;
  const hasToken = token === undefined || form.fields.get("x-amz-security-token") === token;
  if (!hasToken || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    const message = "The request signature we calculated does not match the signature you provided.";
    throw new AwsError("SignatureDoesNotMatch", message, 403);
  }
}

function parsePolicy(encoded: string): { expiration: string; conditions: unknown[] } {
  try {
    const policy = JSON.parse(Buffer.from(encoded, "base64").toString("utf8")) as {
      expiration?: unknown;
      conditions?: unknown;
    };
    if (typeof policy.expiration === "string" && Array.isArray(policy.conditions)) {
      return { expiration: policy.expiration, conditions: policy.conditions };
    }
  } catch (cause) {
    throw new AwsError("InvalidPolicyDocument", `The policy is not JSON: ${String(cause)}`);
  }
  throw new AwsError("InvalidPolicyDocument", "The policy has no expiration or no conditions.");
}

function checkCondition(condition: unknown, form: PostForm, bucket: string, covered: Set<string>): void {
  const given = (name: string) =>
    name === "key" ? form.key : name === "bucket" ? bucket : (form.fields.get(name) ?? "");
  if (!Array.isArray(condition)) {
    for (const [field, value] of Object.entries(condition as Record<string, unknown>)) {
      requireExact(field.toLowerCase(), String(value), given);
      covered.add(field.toLowerCase());
    }
    return;
  }
  const [operator, first, second] = condition as unknown[];
  if (operator === "content-length-range") {
    checkLength(Number(first), Number(second), form.file.length);
    return;
  }
  const field = String(first).replace(/^\$/, "").toLowerCase();
  if (operator === "eq") requireExact(field, String(second), given);
  else if (operator === "starts-with") {
    if (!given(field).startsWith(String(second)))
      throw denied(`Policy Condition failed: ${JSON.stringify(condition)}`);
  } else throw new AwsError("InvalidPolicyDocument", `Unknown condition ${JSON.stringify(condition)}`);
  covered.add(field);
}

function requireExact(field: string, value: string, given: (name: string) => string): void {
  if (given(field) !== value) throw denied(`Policy Condition failed: ["eq", "$${field}", "${value}"]`);
}

function checkLength(least: number, most: number, length: number): void {
  const fields = { ProposedSize: length, MaxSizeAllowed: most, MinSizeAllowed: least };
  if (length > most) {
    throw new AwsError(
      "EntityTooLarge",
      "Your proposed upload exceeds the maximum allowed size",
      400,
      fields,
    );
  }
  if (length < least) {
    throw new AwsError(
      "EntityTooSmall",
      "Your proposed upload is smaller than the minimum allowed size",
      400,
      fields,
    );
  }
}

function denied(why: string): AwsError {
  return new AwsError("AccessDenied", `Invalid according to Policy: ${why}`, 403);
}
