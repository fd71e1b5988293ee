import { timingSafeEqual } from "node:crypto";
import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { AwsError, type Principal } from "../../types.ts";
import { canonicalRequest, sha256Hex, stringToSign } from "./canonical-request.ts";
import { checkTime, type Times } from "./signature-time.ts";
import { headerText, type SignatureClaim, type WireRequest } from "./signed-request.ts";

const HASH_HEADER = "x-amz-content-sha256";
/** Words that S3 takes in place of the body's hash. Signed chunks are not among them: no SDK for JavaScript sends any. */
const UNSIGNED_BODIES = new Set(["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"]);

/**
 * Holds a request against the secret of the principal that it names.
 *
 * @throws AwsError `SignatureDoesNotMatch`, `InvalidClientTokenId` (session token), `XAmzContentSHA256Mismatch`,
 *   `RequestTimeTooSkewed`, `AccessDenied` (an expired presigned address, a header left unsigned)
 */
export async function verifySignature(
  request: WireRequest,
  claim: SignatureClaim,
  principal: Principal,
  times: Times,
): Promise<void> {
  const { credentials } = principal;
  if (claim.sessionToken !== credentials.sessionToken) {
    throw new AwsError("InvalidClientTokenId", "The security token included in the request is invalid", 403);
  }
  checkHeadersSigned(request, claim);
  const canonical = canonicalRequest(request, claim, payloadHash(request, claim));
  const signer = new SignatureV4({
    credentials,
    region: claim.region,
    service: claim.service,
    sha256: Sha256,
  });
  // The library derives the key from the scope's date.
  const scopeDate = new Date(Date.parse(claim.scopeDate.replace(/(\d{4})(\d\d)(\d\d)/, "$1-$2-$3")));
  if (Number.isNaN(scopeDate.getTime())) throw mismatch();
  const expected = await signer.sign(stringToSign(claim, canonical), { signingDate: scopeDate });
  if (!isSame(expected, claim.signature)) throw mismatch();
  checkTime(claim, times);
}

function payloadHash(request: WireRequest, claim: SignatureClaim): string {
  if (claim.kind === "presigned") {
    const stated = new URLSearchParams(request.rawQuery).get("X-Amz-Content-Sha256");
    return stated ?? (claim.service === "s3" ? "UNSIGNED-PAYLOAD" : sha256Hex(request.body));
  }
  const actual = sha256Hex(request.body);
  const stated = headerText(request, HASH_HEADER);
  if (stated === undefined || stated === actual) return actual;
  if (stated.startsWith("STREAMING-") && !UNSIGNED_BODIES.has(stated)) {
    throw new AwsError("NotImplemented", `the local cloud does not verify bodies of kind ${stated}`, 501);
  }
  if (UNSIGNED_BODIES.has(stated)) return stated;
  throw new AwsError(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    400,
  );
}

/** `host` and whatever starts with `x-amz-` must be covered, or somebody between could change it. */
function checkHeadersSigned(request: WireRequest, claim: SignatureClaim): void {
  const covered = new Set(claim.signedHeaders);
  const unsigned = Object.keys(request.headers).filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !covered.has(name),
  );
  if (unsigned.length > 0) {
    throw new AwsError(
      "AccessDenied",
      `There were headers present in the request which were not signed: ${unsigned}`,
      403,
    );
  }
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function mismatch(): AwsError {
  return new AwsError(
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    403,
  );
}
