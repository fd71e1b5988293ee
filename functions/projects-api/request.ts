import * as z from "zod";
import { ProjectNotFoundError } from "../../core/contract/errors.ts";
import type { Caller } from "../../core/ports/accounts.ts";
import { parseProjectId } from "../../core/projects/project-id.ts";
import { identifyCaller } from "../runtime/caller.ts";
import type { HttpRequest } from "../runtime/http-request.ts";
import type { ProjectsApiDeps } from "./deps.ts";

/** @throws what `identifyCaller` throws, with the Project API's code for a missing email */
export const callerOf = ({ lookUpKey }: ProjectsApiDeps, request: HttpRequest): Promise<Caller> =>
  identifyCaller(lookUpKey, request, "EMAIL_REQUIRED");

/** @throws {ProjectNotFoundError} the path has no number: there is no such project */
export function projectIdOf(request: HttpRequest): number {
  const text = request.params.id ?? "";
  const projectId = parseProjectId(text);
  if (projectId === undefined) throw new ProjectNotFoundError(text.slice(0, 40));
  return projectId;
}

/** What an empty value of a query says is nothing. */
export const givenQuery = ({ query }: HttpRequest): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ""));

const withTemplate = z.object({ templateId: z.string().min(1).max(200) });

/** The template that a body names; undefined for what the check of the fields refuses. */
export const givenTemplate = (body: unknown): string | undefined =>
  withTemplate.safeParse(body).data?.templateId;
