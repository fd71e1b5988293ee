import { projectSurface } from "../runtime/http-answer.ts";
import { streamingFunction } from "../runtime/http-function.ts";
import { resumeRoute } from "./routes/resume.ts";
import { retrySceneRoute } from "./routes/retry-scene.ts";
import { runAgentRoute } from "./routes/run-agent.ts";
import { runEventsRoute } from "./routes/run-events.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);

/** The streaming half of the Agent API, behind a function URL with RESPONSE_STREAM. */
export const handler = streamingFunction({
  ...deps,
  surface: projectSurface,
  routes: [runAgentRoute(deps), resumeRoute(deps), retrySceneRoute(deps), runEventsRoute(deps)],
});
