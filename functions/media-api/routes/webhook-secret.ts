import type { WebhookSettings } from "../../../core/ports/webhooks.ts";
import { liveSecrets, rotateSecret } from "../../../core/webhooks/secret.ts";
import { identifyBearer } from "../../runtime/bearer.ts";
import type { JsonAnswer, Route } from "../../runtime/http-answer.ts";
import type { MediaApiDeps } from "../deps.ts";
import { secretView } from "../present.ts";

const PATH = "/api/v1/webhooks/secret";

/**
 * GET and POST /api/v1/webhooks/secret: the secrets that sign now, and a new one. POST answers what GET answers next; sent
 * again within a minute it rotates nothing.
 */
export const webhookSecretRoutes = (deps: MediaApiDeps): Route[] => {
  const answer = async (settings: WebhookSettings): Promise<JsonAnswer> => ({
    status: 200,
    body: secretView(settings, await liveSecrets(deps, settings)),
  });
  return [
    {
      method: "GET",
      path: PATH,
      async handle(request) {
        const { userId } = await identifyBearer(deps.lookUp, request);
        return answer(await deps.webhooks.getSettings(userId));
      },
    },
    {
      method: "POST",
      path: PATH,
      async handle(request) {
        const { userId } = await identifyBearer(deps.lookUp, request);
        return answer(await rotateSecret(deps, userId));
      },
    },
  ];
};
