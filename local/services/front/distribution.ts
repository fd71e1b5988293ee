import type { Resource, ServiceContext } from "../../types.ts";
import { BodyTooLargeError } from "../lambda/read-body.ts";
import { type Behavior, readBehaviors } from "./behavior.ts";
import { readDistributionConfig } from "./distribution-config.ts";
import { changedRequest, changedResponse, requestEvent, responseEvent } from "./edge-event.ts";
import type { EdgeRequest, EdgeResponse } from "./edge-message.ts";
import { errorPage } from "./error-page.ts";
import type { ViewerRequest } from "./http-server.ts";
import type { FindOrigin } from "./origins.ts";
import { originRequest } from "./policies/origin-request.ts";
import { callOrigin } from "./read-timeout.ts";

/** Bigger than any origin here takes, so that the origin's own limit answers first. */
const BODY_LIMIT = 20 * 1024 * 1024;

/** A CloudFront distribution of the template, without its cache: every request reaches the origin. */
export function createDistribution(resource: Resource, context: ServiceContext, findOrigin: FindOrigin) {
  const config = readDistributionConfig(resource);
  const behaviors = readBehaviors(resource, config, context, findOrigin);
  const domainName = resource.attributes.DomainName ?? "";

  const eventOf = (
    type: string,
    viewer: EdgeRequest["peer"],
    requestId: string,
    parts: Record<string, unknown>,
  ) => ({
    version: "1.0",
    context: {
      distributionDomainName: domainName,
      distributionId: resource.ref,
      eventType: type,
      requestId,
    },
    viewer: { ip: viewer.address },
    ...parts,
  });

  /** The request after the viewer-request function, or the response that it made. */
  const atViewerRequest = async (behavior: Behavior, head: ViewerRequest["head"], requestId: string) => {
    if (!behavior.onViewerRequest) return { head };
    const event = eventOf("viewer-request", head.peer, requestId, { request: requestEvent(head) });
    const result = await behavior.onViewerRequest(event);
    const isResponse = typeof result === "object" && result !== null && "statusCode" in result;
    return isResponse ? { response: changedResponse(result) } : { head: changedRequest(head, result) };
  };

  const atOrigin = async (
    behavior: Behavior,
    request: EdgeRequest,
    requestId: string,
  ): Promise<EdgeResponse> => {
    const { origin } = behavior;
    const outgoing = originRequest(request, origin, behavior.forwarding, requestId);
    const response = await callOrigin(origin.handle, outgoing, origin);
    if (response !== "timeout") return response;
    context.log.warn("front.origin-timeout", { path: request.path, timeoutMs: origin.timeoutMs });
    return errorPage(504, "The origin did not respond in time.", requestId);
  };

  /** A page of the distribution itself in place of an origin's error. */
  const withErrorPage = async (request: EdgeRequest, response: EdgeResponse, requestId: string) => {
    const rule = config.CustomErrorResponses.find(({ ErrorCode }) => ErrorCode === response.status);
    if (!rule?.ResponsePagePath) return response;
    const pageRequest = {
      ...request,
      method: "GET",
      path: rule.ResponsePagePath,
      query: "",
      body: Buffer.alloc(0),
    };
    const page = await atOrigin(behaviors.of(rule.ResponsePagePath), pageRequest, requestId);
    return page.status === 200 ? { ...page, status: rule.ResponseCode ?? response.status } : response;
  };

  const finish = async (
    behavior: Behavior,
    request: EdgeRequest,
    response: EdgeResponse,
    requestId: string,
  ) => {
    const withHeaders = behavior.addHeaders(request, response);
    const { headers } = withHeaders;
    if (!headers.has("x-cache")) headers.set("x-cache", "Miss from cloudfront");
    headers.set("via", "1.1 local.cloudfront.net (CloudFront)");
    headers.set("x-amz-cf-id", requestId);
    if (!behavior.onViewerResponse) return withHeaders;
    const event = eventOf("viewer-response", request.peer, requestId, {
      request: requestEvent(request),
      response: responseEvent(withHeaders),
    });
    return changedResponse(await behavior.onViewerResponse(event), withHeaders);
  };

  const answer = async (viewer: ViewerRequest, requestId: string): Promise<EdgeResponse> => {
    const behavior = behaviors.of(viewer.head.path);
    if (!behavior.allowedMethods.has(viewer.head.method)) {
      return errorPage(403, "This distribution does not allow the method for this path.", requestId);
    }
    const { head, response: made } = await atViewerRequest(behavior, viewer.head, requestId);
    if (made) return finish(behavior, { ...viewer.head, body: Buffer.alloc(0) }, made, requestId);
    const path = head.path === "/" && config.DefaultRootObject ? `/${config.DefaultRootObject}` : head.path;
    const request = { ...head, path, body: await viewer.readBody(BODY_LIMIT) };
    const response = await withErrorPage(request, await atOrigin(behavior, request, requestId), requestId);
    return finish(behavior, request, response, requestId);
  };

  return async (viewer: ViewerRequest): Promise<EdgeResponse> => {
    const requestId = crypto.randomUUID();
    try {
      return await answer(viewer, requestId);
    } catch (error) {
      if (error instanceof BodyTooLargeError)
        return errorPage(413, "The request body is too large.", requestId);
      context.log.warn("front.failed", { path: viewer.head.path, error });
      return errorPage(503, "The function at the edge, or the front itself, failed.", requestId);
    }
  };
}
