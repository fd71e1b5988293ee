import { quoteRun } from "../../../core/agent/quote/quote-run.ts";
import { checkBodyKey, identifyCaller } from "../../runtime/caller.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import type { AgentApiDeps } from "../wiring.ts";

/** POST /api/agent/quote: what POST /api/agent would cost with the same body. Spends nothing. */
export const quoteRoute = (deps: AgentApiDeps): Route => ({
  method: "POST",
  path: "/api/agent/quote",
  async handle(request) {
    const account = await identifyCaller(deps.lookUp, request, "MISSING_PARAMETERS");
    const body = request.json();
    await checkBodyKey(deps.lookUp, account, body);
    return success(await quoteRun(deps, account, body));
  },
});
