import { redeliver } from "../../../core/webhooks/redeliver.ts";
import { identifyBearer } from "../../runtime/bearer.ts";
import type { Route } from "../../runtime/http-answer.ts";
import type { MediaApiDeps } from "../deps.ts";
import { deliveryView } from "../present.ts";

/** POST /api/v1/webhooks/deliveries/:id/redeliver. 202: it is sent again, from the start of the schedule. 404. */
export const redeliverRoute = (deps: MediaApiDeps): Route => ({
  method: "POST",
  path: "/api/v1/webhooks/deliveries/{id}/redeliver",
  async handle(request) {
    const { userId } = await identifyBearer(deps.lookUp, request);
    const delivery = await redeliver(deps, userId, request.params.id ?? "");
    return { status: 202, body: deliveryView(delivery) };
  },
});
