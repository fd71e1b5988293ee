import { createHash, createHmac } from "node:crypto";

/** Where a call goes and in whose name. */
export interface AwsCaller {
  readonly region: string;
  /** @default the service's own in the region */
  readonly endpoint?: string | undefined;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}

/** The function itself, as Lambda puts it into the environment. */
export const callerFromEnv = (env: Readonly<Record<string, string | undefined>>): AwsCaller => ({
  region: env.AWS_REGION ?? "",
  endpoint: env.AWS_ENDPOINT_URL,
  credentials: {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: env.AWS_SESSION_TOKEN,
  },
});

const MAX_ATTEMPTS = 3;
const TIMEOUT_MS = 5000;

/**
 * One call of a JSON 1.1 service (Systems Manager is one), signed with Signature Version 4. For a function that asks one
 * question of a service whose client is a tenth of its bundle.
 *
 * @param action `{ service: "ssm", target: "AmazonSSM.GetParameter" }`
 * @returns the answer's JSON
 * @throws {Error} the service refused, or did not answer three times
 */
export async function signedCall(
  caller: AwsCaller,
  action: { readonly service: string; readonly target: string },
  input: object,
): Promise<unknown> {
  const url = new URL(caller.endpoint ?? `https://${action.service}.${caller.region}.amazonaws.com`);
  const body = JSON.stringify(input);
  for (let attempt = 1; ; attempt++) {
    const headers = signedHeaders(caller, action, { url, body, at: new Date() });
    const response = await fetch(url, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => new Error(`${action.target} did not answer.`, { cause }));
    if (response instanceof Response && response.ok) return response.json();
    const isPassing = response instanceof Error || response.status >= 500 || response.status === 429;
    if (isPassing && attempt < MAX_ATTEMPTS) continue;
    throw response instanceof Error
      ? response
      : new Error(`${action.target} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signedHeaders(
  { region, credentials }: AwsCaller,
  { service, target }: { readonly service: string; readonly target: string },
  { url, body, at }: { readonly url: URL; readonly body: string; readonly at: Date },
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.1",
    host: url.host,
    "x-amz-date": time,
    ...(sessionToken && { "x-amz-security-token": sessionToken }),
    "x-amz-target": target,
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const request = ["POST", "/", "", lines.join(""), names, sha256(body)].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const key = [date, region, service, "aws4_request"].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const signature = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n")).toString("hex");
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
