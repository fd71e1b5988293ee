import { listProjectsQuery } from "../../../core/contract/project-api.ts";
import { listProjects } from "../../../core/projects/list-projects.ts";
import type { Route } from "../../runtime/http-answer.ts";
import { parseFields } from "../../runtime/http-request.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { projectSummary } from "../present.ts";
import { callerOf, givenQuery } from "../request.ts";

/** GET /api/video-project. 200 with a page of summaries and `meta.pagination`; `pageSize` over 50 is 50. */
export const listProjectsRoute = (deps: ProjectsApiDeps): Route => ({
  method: "GET",
  path: "/api/video-project",
  async handle(request) {
    const account = await callerOf(deps, request);
    const listing = parseFields(listProjectsQuery, givenQuery(request));
    const [{ projects, total }, baseUrl] = await Promise.all([
      listProjects(deps, account.userId, listing),
      deps.media.baseUrl(),
    ]);
    const { page, pageSize } = listing;
    return {
      status: 200,
      body: {
        success: true,
        data: projects.map((project) => projectSummary(project, baseUrl)),
        meta: { pagination: { page, pageSize, total, pageCount: Math.ceil(total / pageSize) } },
      },
    };
  },
});
