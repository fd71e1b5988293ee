import type { JobDeps } from "../jobs/job-deps.ts";
import type { ChatModel } from "../ports/chat-model.ts";
import type { MediaHost } from "../ports/media-host.ts";
import type { TemplateStore } from "../ports/templates.ts";
import type { Ids } from "../ports/time-and-ids.ts";
import type { Workflows } from "../ports/workflows.ts";

/** What the steps of a run need. */
export interface AgentDeps extends JobDeps {
  readonly model: ChatModel;
  readonly templates: Pick<TemplateStore, "get">;
  /** Where vendors fetch our copy of a picture that is to be changed. */
  readonly mediaHost: MediaHost;
}

/** What admitting and reaping runs needs; no model, no makers of media: they are none of an HTTP function's business. */
export interface AdmissionDeps
  extends Pick<
    JobDeps,
    "runs" | "jobs" | "requests" | "projects" | "credits" | "clock" | "log" | "data" | "bus"
  > {
  readonly workflows: Workflows;
  readonly ids: Ids;
}
