import type { KeyLookup } from "../../core/accounts/key-lookup.ts";
import type { MediaHost } from "../../core/ports/media-host.ts";
import type { CheckDestination } from "../../core/ports/webhooks.ts";
import type { ProjectDeps } from "../../core/projects/create-project.ts";
import type { DeleteDeps } from "../../core/projects/delete-project.ts";
import type { startRender } from "../../core/renders/start-render.ts";

/** What the routes of the Project API need; wiring.ts makes it. */
export interface ProjectsApiDeps extends ProjectDeps, Pick<DeleteDeps, "stopWork"> {
  readonly lookUpKey: KeyLookup;
  readonly media: MediaHost;
  readonly checkDestination: CheckDestination;
  startRender(request: Parameters<typeof startRender>[1]): ReturnType<typeof startRender>;
}
