import type { Route } from "../../runtime/http-answer.ts";
import type { ProjectsApiDeps } from "../deps.ts";
import { appendChatRoute } from "./append-chat.ts";
import { createProjectRoute } from "./create-project.ts";
import { deleteProjectRoute } from "./delete-project.ts";
import { duplicateProjectRoute } from "./duplicate-project.ts";
import { getProjectRoute } from "./get-project.ts";
import { listProjectsRoute } from "./list-projects.ts";
import { patchCompositionRoute } from "./patch-composition.ts";
import { renderProjectRoute } from "./render-project.ts";
import { updateProjectRoute } from "./update-project.ts";

/** The nine endpoints of the Project API. */
export const projectRoutes = (deps: ProjectsApiDeps): Route[] =>
  [
    createProjectRoute,
    listProjectsRoute,
    getProjectRoute,
    updateProjectRoute,
    patchCompositionRoute,
    duplicateProjectRoute,
    renderProjectRoute,
    appendChatRoute,
    deleteProjectRoute,
  ].map((makeRoute) => makeRoute(deps));
