import { storedUrl } from "../../../core/compositions/media-urls.ts";
import { updateProjectBody } from "../../../core/contract/project-api.ts";
import { hasTemplate, unknownTemplate } from "../../../core/projects/create-project.ts";
import { updateProject } from "../../../core/projects/update-project.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseAll, parseFields } from "../../runtime/http-request.ts";
import { etagOf, expectedVersion } from "../../runtime/version-tags.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { projectFields } from "../present.ts";
import { callerOf, givenTemplate, projectIdOf } from "../request.ts";

/** PUT /api/video-project/:id. 200; 409 CONCURRENT_LIMIT for `status` while a render runs; 412 for another `If-Match`. */
export const updateProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "PUT",
  path: "/api/video-project/{id}",
  async handle(request) {
    const account = await callerOf(deps, request);
    const wanted = givenTemplate(request.json());
    const isKnown = await hasTemplate(deps, wanted);
    const [{ thumbnail_url: thumbnail, ...body }, version] = parseAll(
      () => parseFields(updateProjectBody, request.json()),
      () => expectedVersion(request),
      () => {
        if (!isKnown) throw unknownTemplate(wanted);
      },
    );
    const baseUrl = await deps.media.baseUrl();
    const changes = {
      ...body,
      thumbnailUrl: typeof thumbnail === "string" ? storedUrl(thumbnail, baseUrl) : thumbnail,
    };
    const which = { userId: account.userId, projectId: projectIdOf(request) };
    const project = await updateProject(deps, which, changes, version);
    return success(projectFields(project, account, baseUrl), 200, { etag: etagOf(project.version) });
  },
});
