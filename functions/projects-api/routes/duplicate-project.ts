import { duplicateProjectBody } from "../../../core/contract/project-api.ts";
import { duplicateProject } from "../../../core/projects/duplicate-project.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import { etagOf } from "../../runtime/version-tags.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { projectRecord } from "../present.ts";
import { callerOf, projectIdOf } from "../request.ts";

/** POST /api/video-project/:id/duplicate. 201 with the new draft; its name defaults to "<name> (copy)". 403 PLAN_LIMIT. */
export const duplicateProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "POST",
  path: "/api/video-project/{id}/duplicate",
  spends: true,
  async handle(request) {
    const account = await callerOf(deps, request);
    const { name } = parseFields(duplicateProjectBody, request.json());
    const owner = { ...account, workId: request.workId };
    const project = await duplicateProject(deps, owner, {
      projectId: projectIdOf(request),
      name: name ?? undefined,
    });
    const record = projectRecord(project, account, await deps.media.baseUrl());
    return success(record, 201, { etag: etagOf(project.version) });
  },
});
