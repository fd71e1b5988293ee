import * as z from "zod";
import { storedComposition } from "../../../core/compositions/media-urls.ts";
import { parseComposition } from "../../../core/compositions/validate.ts";
import { createProjectBody } from "../../../core/contract/project-api.ts";
import { createProject, hasTemplate, unknownTemplate } from "../../../core/projects/create-project.ts";
import { type Route, success } from "../../runtime/http-answer.ts";
import { parseAll, parseFields } from "../../runtime/http-request.ts";
import { etagOf } from "../../runtime/version-tags.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { projectRecord } from "../present.ts";
import { callerOf, givenTemplate } from "../request.ts";

/** POST /api/video-project. 201; 400 INVALID_PARAMETERS with every bad field, 403 PLAN_LIMIT, 413 for a composition over 5 MB. */
export const createProjectRoute = (deps: ProjectsApiDeps): Route => ({
  method: "POST",
  path: "/api/video-project",
  spends: true,
  async handle(request) {
    const account = await callerOf(deps, request);
    const body = request.json();
    const wanted = givenTemplate(body);
    const isKnown = await hasTemplate(deps, wanted);
    const [{ name, settings, templateId }, composition] = parseAll(
      () => parseFields(createProjectBody, body),
      () => givenComposition(body),
      () => {
        if (!isKnown) throw unknownTemplate(wanted);
      },
    );
    const baseUrl = await deps.media.baseUrl();
    const owner = { ...account, workId: request.workId };
    const project = await createProject(deps, owner, {
      name: name ?? undefined,
      settings: settings ?? undefined,
      templateId,
      composition: composition && storedComposition(composition, baseUrl),
    });
    return success(projectRecord(project, account, baseUrl), 201, { etag: etagOf(project.version) });
  },
});

const withComposition = z.object({ composition: z.record(z.string(), z.unknown()) });

/** What is no object is left to the check of the fields. */
function givenComposition(body: unknown) {
  const { success: isGiven, data } = withComposition.safeParse(body);
  return isGiven ? parseComposition(data.composition) : undefined;
}
