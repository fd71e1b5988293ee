import * as z from "zod";
import { renderedSegment } from "../../contract/rendered-segment.ts";
import type { ChatEntry, Project, ProjectFields, ProjectWithComposition } from "../../ports/projects.ts";
import { sortable } from "./core-table.ts";
import { storedJson } from "./stored-json.ts";

/*
 * Project       pk project#<id>   sk project       gsi1 projects#<userId> / <id>
 * Composition   pk project#<id>   sk composition   apart, so that lists do not read it; both in one query
 * ChatEntry     pk chat#<id>      sk at#<time>#<entryId>, and a marker sk entry#<entryId>
 */

export const projectKey = (projectId: number) => ({ pk: `project#${projectId}`, sk: "project" });
export const compositionKey = (projectId: number) => ({ pk: `project#${projectId}`, sk: "composition" });
export const chatPartition = (projectId: number) => `chat#${projectId}`;
export const chatSortKey = ({ atEpochMs, entryId }: Pick<ChatEntry, "atEpochMs" | "entryId">) =>
  `at#${sortable(atEpochMs)}#${entryId}`;
export const chatMarkerKey = (projectId: number, entryId: string) => ({
  pk: chatPartition(projectId),
  sk: `entry#${entryId}`,
});

export const projectItem = z.object({
  projectId: z.number(),
  userId: z.string(),
  name: z.string(),
  status: z.enum(["draft", "rendering", "completed", "failed"]),
  templateId: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
  thumbnailUrl: z.string().nullable(),
  version: z.number(),
  renderId: z.string().optional(),
  renderPath: z.string().nullable(),
  renderProgress: z.number().nullable(),
  renderError: z.string().nullable(),
  renderSegments: z.array(renderedSegment).exactOptional(),
  createdAtEpochMs: z.number(),
  lastEditedAtEpochMs: z.number(),
});

export const toProject = ({ renderId, ...rest }: z.infer<typeof projectItem>): Project => ({
  ...rest,
  ...(renderId !== undefined && { renderId }),
});

/** `version` is the project's at the time it was written: the two are written together and must be read together. */
export const compositionItem = z.intersection(z.object({ version: z.number() }), storedJson);
export type CompositionItem = z.infer<typeof compositionItem>;

export const chatItem = z.object({
  role: z.string(),
  content: z.string(),
  atEpochMs: z.number(),
  entryId: z.string(),
});

export const newProjectItem = ({ composition: _, ...project }: ProjectWithComposition) => ({
  ...project,
  ...projectKey(project.projectId),
  gsi1pk: `projects#${project.userId}`,
  gsi1sk: sortable(project.projectId),
  chatTotal: 0,
});

/** Only what a caller may change, whatever else an untyped caller passes. */
export const changeable = (fields: ProjectFields): Record<string, unknown> => {
  const names = [
    "name",
    "status",
    "templateId",
    "settings",
    "thumbnailUrl",
    "renderId",
    "renderPath",
    "renderProgress",
    "renderError",
    "renderSegments",
    "lastEditedAtEpochMs",
  ] as const;
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  );
};
