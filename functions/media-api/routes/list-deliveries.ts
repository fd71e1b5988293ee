import { listDeliveriesQuery } from "../../../core/contract/webhook-api.ts";
import { identifyBearer } from "../../runtime/bearer.ts";
import type { Route } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { MediaApiDeps } from "../deps.ts";
import { deliveryView } from "../present.ts";

/** GET /api/v1/webhooks/deliveries: those of 30 days, the newest first. `limit` over 100 is 100. */
export const listDeliveriesRoute = (deps: MediaApiDeps): Route => ({
  method: "GET",
  path: "/api/v1/webhooks/deliveries",
  async handle(request) {
    const { userId } = await identifyBearer(deps.lookUp, request);
    const { limit, cursor, status } = parseFields(listDeliveriesQuery, request.query);
    const { deliveries, next } = await deps.webhooks.listDeliveries(userId, {
      limit,
      ...(cursor !== undefined && { before: cursor }),
      ...(status !== undefined && { state: status }),
    });
    return { status: 200, body: { deliveries: deliveries.map(deliveryView), next_cursor: next ?? null } };
  },
});
