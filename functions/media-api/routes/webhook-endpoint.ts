import { webhookEndpointBody } from "../../../core/contract/webhook-api.ts";
import { refusePrivateUrl } from "../../../core/webhooks/refuse-private-url.ts";
import { identifyBearer } from "../../runtime/bearer.ts";
import type { Route } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { MediaApiDeps } from "../deps.ts";
import { endpointView } from "../present.ts";

const PATH = "/api/v1/webhooks/endpoint";

/**
 * GET, PUT and DELETE /api/v1/webhooks/endpoint: the account's URL for every event. 400 for what is no public http(s) URL.
 * What waits goes to the new URL; without one it fails.
 */
export const webhookEndpointRoutes = (deps: MediaApiDeps): Route[] => {
  const set = async (userId: string, url: string | undefined) => {
    await deps.webhooks.setEndpoint(userId, url, deps.clock.now());
    return { status: 200, body: endpointView(await deps.webhooks.getSettings(userId)) };
  };
  return [
    {
      method: "GET",
      path: PATH,
      async handle(request) {
        const { userId } = await identifyBearer(deps.lookUp, request);
        return { status: 200, body: endpointView(await deps.webhooks.getSettings(userId)) };
      },
    },
    {
      method: "PUT",
      path: PATH,
      async handle(request) {
        const { userId } = await identifyBearer(deps.lookUp, request);
        const { url } = parseFields(webhookEndpointBody, request.json());
        refusePrivateUrl(deps.checkDestination, "url", url);
        return set(userId, url);
      },
    },
    {
      method: "DELETE",
      path: PATH,
      async handle(request) {
        const { userId } = await identifyBearer(deps.lookUp, request);
        return set(userId, undefined);
      },
    },
  ];
};
