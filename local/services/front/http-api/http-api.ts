import { ACCOUNT_ID, AwsError, REGION, type Resource, type ServiceContext } from "../../../types.ts";
import { collect } from "../../lambda/collect.ts";
import type { Lambda } from "../../lambda/create-lambda.ts";
import { answerPreflight, isPreflight, withCors } from "../cors.ts";
import { type EdgeRequest, type EdgeResponse, type Handle, jsonRefusal } from "../edge-message.ts";
import { payloadEvent } from "../payload-event.ts";
import { responseOf } from "../payload-result.ts";
import { withinMs } from "../within.ts";
import { readApi } from "./api-config.ts";
import { findRoute, type Match } from "./route.ts";

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const BODY_LIMIT = 10 * 1024 * 1024;
const HEADERS_LIMIT = 10_240;

export interface HttpApi {
  readonly host: string;
  readonly handle: Handle;
}

/** An HTTP API with Lambda integrations of payload format 2.0. */
export function createHttpApi(resource: Resource, context: ServiceContext, lambda: Lambda): HttpApi {
  const api = readApi(resource, context.assembly);

  const integrate = async (
    request: EdgeRequest,
    path: string,
    { route, pathParameters }: Match,
    requestId: string,
  ) => {
    const sourceArn = `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${api.id}/$default/${sourcePath(route.key)}`;
    if (!lambda.permissions.allowsService(route.functionArn, "apigateway.amazonaws.com", sourceArn)) {
      throw new AwsError("AccessDeniedException", `${sourceArn} may not invoke ${route.functionArn}`, 403);
    }
    const event = payloadEvent(
      request,
      {
        apiId: api.id,
        domainName: api.host,
        routeKey: route.key,
        stage: "$default",
        rawPath: path,
        ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
        ...(api.stageVariables ? { stageVariables: api.stageVariables } : {}),
      },
      { clock: context.clock, requestId },
    );
    const answer = lambda.invokeForHttp(route.functionArn, event, requestId).then(collect);
    const result = await withinMs(route.timeoutMs, answer);
    if (result === "late") {
      context.log.warn("front.integration-timeout", { routeKey: route.key, timeoutMs: route.timeoutMs });
      return jsonRefusal(503, { message: "Service Unavailable" });
    }
    if (result.kind === "failure") return internalError();
    return responseOf(result.body, "text/plain;charset=utf-8");
  };

  const answer = async (request: EdgeRequest, requestId: string): Promise<EdgeResponse> => {
    if (request.headers.get("host") !== api.host) return jsonRefusal(403, { message: "Forbidden" });
    if (request.body.length > BODY_LIMIT) return jsonRefusal(413, { message: "Request Entity Too Large" });
    if (sizeOf(request.headers) > HEADERS_LIMIT) {
      return jsonRefusal(431, { message: "Request Header Fields Too Large" });
    }
    const path = decoded(request.path);
    if (path === undefined) return jsonRefusal(400, { message: "Bad Request" });
    const match = findRoute(api.routes, request.method, path);
    if (!match) return jsonRefusal(404, { message: "Not Found" });
    try {
      return await integrate(request, path, match, requestId);
    } catch (error) {
      context.log.warn("front.integration-failed", { routeKey: match.route.key, error });
      if (error instanceof AwsError && error.status === 413) {
        return jsonRefusal(413, { message: "Request Entity Too Large" });
      }
      // A throttled function is "unavailable", everything else is nobody's business.
      if (error instanceof AwsError && error.status === 429)
        return jsonRefusal(503, { message: "Service Unavailable" });
      return internalError();
    }
  };

  return {
    host: api.host,
    async handle(request) {
      const requestId = crypto.randomUUID();
      const response =
        api.cors && isPreflight(request)
          ? answerPreflight(api.cors, request, 204)
          : withCors(api.cors, request, await answer(request, requestId));
      response.headers.set("apigw-requestid", requestId);
      return response;
    },
  };
}

function internalError(): EdgeResponse {
  return jsonRefusal(500, { message: "Internal Server Error" });
}

/** HTTP APIs, other than function URLs, hand on the path decoded. */
function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The route part of an execute-api ARN: the permission that CDK makes ends in it. */
function sourcePath(routeKey: string): string {
  if (routeKey === "$default") return "$default";
  const [method = "", path = ""] = routeKey.split(" ");
  return `${method === "ANY" ? "*" : method}${path}`;
}

function sizeOf(headers: Headers): number {
  let size = 0;
  for (const [name, value] of headers) size += name.length + value.length;
  return size;
}
