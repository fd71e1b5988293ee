import { AwsError, type AwsRequest, type Principal } from "../../types.ts";
import type { Principals } from "../iam/principals.ts";
import { postFormAccessKeyId } from "../s3/post-form.ts";
import type { Times } from "./signature-time.ts";
import { readClaim, type WireRequest } from "./signed-request.ts";
import { verifySignature } from "./verify-signature.ts";

/** Nobody: has no policy, so only what needs no grant at all (a browser's preflight) comes through. */
const ANONYMOUS: Principal = {
  arn: "anonymous",
  isOperator: false,
  policies: [],
  credentials: { accessKeyId: "", secretAccessKey: "" },
};

export interface Caller {
  readonly principal: Principal;
  /** Signing name. */
  readonly service: string;
}

/**
 * Finds out who calls which service. An upload form carries its signature inside: the principal is looked up here, the
 * signature is checked by S3 together with the form's policy.
 *
 * @throws AwsError when the signature is missing, wrong or out of time
 */
export async function authenticate(
  request: WireRequest & Pick<AwsRequest, "query" | "headers">,
  principals: Principals,
  times: Times,
): Promise<Caller> {
  const claim = readClaim(request);
  if (claim) {
    const principal = known(principals, claim.accessKeyId);
    await verifySignature(request, claim, principal, times);
    return { principal, service: claim.service };
  }
  const formKey = postFormAccessKeyId({
    ...request,
    service: "s3",
    operation: undefined,
    json: {},
    principal: ANONYMOUS,
  });
  if (formKey !== undefined) return { principal: known(principals, formKey), service: "s3" };
  if (request.headers["x-amz-target"] !== undefined) {
    throw new AwsError("MissingAuthenticationTokenException", "Missing Authentication Token", 403);
  }
  return { principal: ANONYMOUS, service: "s3" };
}

function known(principals: Principals, accessKeyId: string): Principal {
  const principal = principals.ofAccessKey(accessKeyId);
  if (principal) return principal;
  throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid.", 403);
}
