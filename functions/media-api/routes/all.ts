import type { Route } from "../../runtime/http-answer.ts";
import type { MediaApiDeps } from "../deps.ts";
import { listDeliveriesRoute } from "./list-deliveries.ts";
import { redeliverRoute } from "./redeliver.ts";
import { webhookEndpointRoutes } from "./webhook-endpoint.ts";
import { webhookSecretRoutes } from "./webhook-secret.ts";

/** Every route of the Media API. */
export const mediaRoutes = (deps: MediaApiDeps): Route[] => [
  ...webhookSecretRoutes(deps),
  ...webhookEndpointRoutes(deps),
  listDeliveriesRoute(deps),
  redeliverRoute(deps),
];
