import type { RequestListener } from "node:http";
import type { ServiceContext } from "../../types.ts";
import type { Lambda } from "../lambda/create-lambda.ts";
import type { ObjectReader } from "./bucket-origin.ts";
import { createDistribution } from "./distribution.ts";
import { isApiDistribution, readDistributionConfig } from "./distribution-config.ts";
import type { EdgeResponse, Handle } from "./edge-message.ts";
import { type AuthorizeUrl, createFunctionUrl } from "./function-url.ts";
import { createHttpApi } from "./http-api/http-api.ts";
import { listenerOf, type ViewerRequest } from "./http-server.ts";
import { createOrigins } from "./origins.ts";

export interface FrontOptions {
  readonly lambda: Lambda;
  /** The S3 service. */
  readonly objects: ObjectReader;
  /** Checks signatures of function URLs of auth type AWS_IAM. @default such URLs refuse everything */
  readonly authorizeUrl?: AuthorizeUrl;
}

/** What stands between a browser and the functions: attach each listener to the server whose address the template was given. */
export interface Front {
  /** The API host. */
  readonly api: RequestListener;
  /** The media host. */
  readonly media: RequestListener;
}

/** How much a request may carry that goes straight to an origin. */
const DIRECT_BODY_LIMIT = 20 * 1024 * 1024;

/**
 * The two distributions of the template. A request whose `Host` is that of an HTTP API or a function URL goes straight
 * to it, as it would in AWS for whoever knows the address.
 *
 * @throws Error for anything in the template's distributions, APIs and URLs that is not emulated
 */
export function createFront(context: ServiceContext, { lambda, objects, authorizeUrl }: FrontOptions): Front {
  const { assembly } = context;
  const hosts = new Map<string, Handle>();
  for (const resource of assembly.ofType("AWS::ApiGatewayV2::Api")) {
    const api = createHttpApi(resource, context, lambda);
    hosts.set(api.host, api.handle);
  }
  for (const resource of assembly.ofType("AWS::Lambda::Url")) {
    const url = createFunctionUrl(resource, context, lambda, authorizeUrl);
    hosts.set(url.host, url.handle);
  }
  const findOrigin = createOrigins(context, hosts, objects);
  const distributions = assembly.ofType("AWS::CloudFront::Distribution").map((resource) => ({
    isApi: isApiDistribution(readDistributionConfig(resource)),
    handle: createDistribution(resource, context, findOrigin),
  }));

  const serve = (isApi: boolean): RequestListener => {
    const [distribution, ...others] = distributions.filter((one) => one.isApi === isApi);
    if (others.length > 0)
      throw new Error(`the template has several distributions for the ${isApi ? "API" : "media"}`);
    return listenerOf(async (viewer) => {
      const direct = hosts.get(viewer.head.headers.get("host") ?? "");
      if (direct) return directly(direct, viewer);
      if (!distribution)
        throw new Error(`the template has no distribution for the ${isApi ? "API" : "media"}`);
      return distribution.handle(viewer);
    }, context.log);
  };
  return { api: serve(true), media: serve(false) };
}

async function directly(handle: Handle, viewer: ViewerRequest): Promise<EdgeResponse> {
  return handle({ ...viewer.head, body: await viewer.readBody(DIRECT_BODY_LIMIT) });
}
