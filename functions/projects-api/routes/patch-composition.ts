import { storedComposition } from "../../../core/compositions/media-urls.ts";
import { patchCompositionBody } from "../../../core/contract/project-api.ts";
import { patchComposition } from "../../../core/projects/patch-composition.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseAll, parseFields } from "../../runtime/http-request.ts";
import { etagOf, expectedVersion } from "../../runtime/version-tags.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { projectRecord } from "../present.ts";
import { callerOf, projectIdOf } from "../request.ts";

/** PATCH /api/video-project/:id/composition. 200 with the project; 400 with JSON paths, 412 for another `If-Match`. */
export const patchCompositionRoute = (deps: ProjectsApiDeps): Route => ({
  method: "PATCH",
  path: "/api/video-project/{id}/composition",
  async handle(request) {
    const account = await callerOf(deps, request);
    const [{ operation, data }, version] = parseAll(
      () => parseFields(patchCompositionBody, request.json()),
      () => expectedVersion(request),
    );
    const baseUrl = await deps.media.baseUrl();
    const which = { userId: account.userId, projectId: projectIdOf(request) };
    const project = await patchComposition(deps, which, {
      operation,
      composition: data.composition,
      expectedVersion: version,
      toStored: (composition) => storedComposition(composition, baseUrl),
    });
    return success(projectRecord(project, account, baseUrl), 200, { etag: etagOf(project.version) });
  },
});
