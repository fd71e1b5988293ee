import { AwsError } from "../../types.ts";

/** The parts of a request that a signature covers, exactly as they came. */
export interface WireRequest {
  readonly method: string;
  /** Raw path with its percent-encoding. */
  readonly path: string;
  /** Raw query without the question mark. */
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What a request says about its own signature. */
export interface SignatureClaim {
  readonly kind: "header" | "presigned";
  readonly accessKeyId: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly longDate: string;
  readonly signedAtEpochMs: number;
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** Presigned only: how long it is valid from `signedAtEpochMs`, in s. */
  readonly expiresInSeconds: number;
}

/** Query parameters whose presence makes a request a presigned one. */
export const SIGNATURE_PARAMETER = "X-Amz-Signature";

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;
const LONGEST_EXPIRY_SECONDS = 7 * 24 * 60 * 60;

/**
 * Reads the claim from the `authorization` header or from the query of a presigned address.
 *
 * @returns undefined when the request carries no signature at all
 * @throws AwsError `IncompleteSignature`, `AuthorizationQueryParametersError` when it is half there or malformed
 */
export function readClaim(request: WireRequest): SignatureClaim | undefined {
  const query = new URLSearchParams(request.rawQuery);
  if (query.has(SIGNATURE_PARAMETER)) return presignedClaim(query);
  const authorization = headerText(request, "authorization");
  if (authorization === undefined) return undefined;
  const [, credential, signedHeaders, signature] = AUTHORIZATION.exec(authorization) ?? [];
  const longDate = headerText(request, "x-amz-date");
  if (!credential || !signedHeaders || !signature || !longDate) {
    throw new AwsError(
      "IncompleteSignature",
      "The authorization header or x-amz-date is missing or malformed",
      403,
    );
  }
  return {
    kind: "header",
    ...readCredential(credential, "IncompleteSignature"),
    ...readDate(longDate, "IncompleteSignature"),
    signedHeaders: signedHeaders.split(";"),
    signature,
    sessionToken: headerText(request, "x-amz-security-token"),
    expiresInSeconds: 0,
  };
}

function presignedClaim(query: URLSearchParams): SignatureClaim {
  const code = "AuthorizationQueryParametersError";
  const parameter = (name: string) => {
    const value = query.get(name);
    if (value === null) throw new AwsError(code, `the presigned address has no ${name}`, 400);
    return value;
  };
  const expiresInSeconds = Number(parameter("X-Amz-Expires"));
  if (
    !Number.isInteger(expiresInSeconds) ||
    expiresInSeconds < 1 ||
    expiresInSeconds > LONGEST_EXPIRY_SECONDS
  ) {
    throw new AwsError(code, "X-Amz-Expires must be from 1 second to a week", 400);
  }
  if (parameter("X-Amz-Algorithm") !== "AWS4-HMAC-SHA256") {
    throw new AwsError(code, "X-Amz-Algorithm only supports AWS4-HMAC-SHA256", 400);
  }
  return {
    kind: "presigned",
    ...readCredential(parameter("X-Amz-Credential"), code),
    ...readDate(parameter("X-Amz-Date"), code),
    signedHeaders: parameter("X-Amz-SignedHeaders").split(";"),
    signature: parameter(SIGNATURE_PARAMETER),
    sessionToken: query.get("X-Amz-Security-Token") ?? undefined,
    expiresInSeconds,
  };
}

function readCredential(credential: string, code: string) {
  const [accessKeyId, scopeDate, region, service, terminator] = credential.split("/");
  if (!accessKeyId || !scopeDate || !region || !service || terminator !== "aws4_request") {
    throw new AwsError(code, `malformed credential: ${credential}`, 400);
  }
  return { accessKeyId, scopeDate, region, service };
}

function readDate(longDate: string, code: string) {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(longDate);
  if (!parts) throw new AwsError(code, `malformed date: ${longDate}`, 400);
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const epochMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return { longDate, signedAtEpochMs: epochMs };
}

/** A header's value; repeated ones joined as HTTP does. */
export function headerText(request: Pick<WireRequest, "headers">, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}
