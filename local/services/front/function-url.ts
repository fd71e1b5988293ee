import { z } from "zod";
import { AwsError, type Resource, type ServiceContext } from "../../types.ts";
import type { Answer } from "../lambda/answer.ts";
import { collect } from "../lambda/collect.ts";
import type { Lambda } from "../lambda/create-lambda.ts";
import { parseFunctionName } from "../lambda/function-name.ts";
import { answerPreflight, corsProperties, isPreflight, withCors } from "./cors.ts";
import { type EdgeRequest, type EdgeResponse, type Handle, jsonRefusal } from "./edge-message.ts";
import { payloadEvent } from "./payload-event.ts";
import { headersOf, responseOf, statusOf } from "./payload-result.ts";
import { PRELUDE_CONTENT_TYPE, takePrelude } from "./stream-prelude.ts";

const properties = z.object({
  TargetFunctionArn: z.string(),
  AuthType: z.enum(["NONE", "AWS_IAM"]),
  InvokeMode: z.enum(["BUFFERED", "RESPONSE_STREAM"]).default("BUFFERED"),
  Cors: corsProperties.optional(),
});

/** Who signed a request to a URL of auth type AWS_IAM. @throws AwsError when nobody did, or may not */
export type AuthorizeUrl = (request: EdgeRequest, functionArn: string) => Promise<{ arn: string }>;

export interface FunctionUrl {
  /** `<label>.lambda-url.<region>.on.aws` */
  readonly host: string;
  readonly handle: Handle;
}

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html */
export function createFunctionUrl(
  resource: Resource,
  context: ServiceContext,
  lambda: Lambda,
  authorize: AuthorizeUrl | undefined,
): FunctionUrl {
  const url = properties.parse(resource.properties);
  const { arn } = parseFunctionName(url.TargetFunctionArn);
  const { host } = new URL(resource.attributes.FunctionUrl ?? "");

  const identify = async (request: EdgeRequest): Promise<unknown> => {
    if (url.AuthType === "NONE") {
      if (!lambda.permissions.allowsPublicUrl(arn)) throw forbidden(arn);
      return undefined;
    }
    if (!authorize) throw new Error(`${resource.logicalId}: signed function URLs need an authorizer`);
    const caller = await authorize(request, arn);
    return { iam: { userArn: caller.arn } };
  };

  const answer = async (request: EdgeRequest, requestId: string): Promise<EdgeResponse> => {
    if (request.headers.get("host") !== host) throw forbidden(arn);
    const authorizer = await identify(request);
    const event = payloadEvent(
      request,
      {
        apiId: host.split(".")[0] ?? host,
        domainName: host,
        routeKey: "$default",
        stage: "$default",
        rawPath: request.path,
        accountId: "anonymous",
        authorizer,
      },
      { clock: context.clock, requestId },
    );
    const given = await lambda.invokeForHttp(arn, event, requestId);
    if (url.InvokeMode === "RESPONSE_STREAM" && given.kind === "stream") return streamed(given);
    return buffered(given);
  };

  return {
    host,
    async handle(request) {
      const requestId = crypto.randomUUID();
      if (url.Cors && isPreflight(request)) return answerPreflight(url.Cors, request, 200);
      let response: EdgeResponse;
      try {
        response = await answer(request, requestId);
      } catch (error) {
        response = refusalOf(error);
        context.log.warn("front.url-refused", { url: resource.logicalId, status: response.status, error });
      }
      response.headers.set("x-amzn-requestid", requestId);
      return withCors(url.Cors, request, response);
    },
  };
}

type Stream = Extract<Answer, { kind: "stream" }>;

async function streamed({ contentType, body }: Stream): Promise<EdgeResponse> {
  if (contentType !== PRELUDE_CONTENT_TYPE) {
    return { status: 200, headers: new Headers({ "content-type": contentType }), body };
  }
  const prelude = await takePrelude(body);
  const headers = headersOf(prelude);
  if (!headers.has("content-type")) headers.set("content-type", "application/octet-stream");
  return { status: prelude.statusCode === undefined ? 200 : statusOf(prelude.statusCode), headers, body };
}

/** A streaming handler behind a buffered URL: its prelude still counts. */
async function buffered(given: Answer): Promise<EdgeResponse> {
  if (given.kind === "stream" && given.contentType === PRELUDE_CONTENT_TYPE) {
    const head = await streamed(given);
    const whole = await collect(given);
    return whole.kind === "payload" ? { ...head, body: whole.body } : functionFailed();
  }
  const whole = await collect(given);
  return whole.kind === "payload" ? responseOf(whole.body, "application/json") : functionFailed();
}

function functionFailed(): EdgeResponse {
  return {
    status: 502,
    headers: new Headers({ "content-type": "text/plain" }),
    body: "Internal Server Error",
  };
}

function forbidden(arn: string): AwsError {
  return new AwsError("AccessDeniedException", `no permission of the template opens the URL of ${arn}`, 403);
}

function refusalOf(error: unknown): EdgeResponse {
  if (!(error instanceof AwsError)) return functionFailed();
  const headers = { "x-amzn-errortype": error.name };
  if (error.status === 403) {
    const Message =
      "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";
    return jsonRefusal(403, { Message }, headers);
  }
  return jsonRefusal(error.status, { Message: error.message, ...error.fields }, headers);
}
