import * as z from "zod";
import { renderedSegment } from "../../contract/rendered-segment.ts";
import {
  type ChatEntry,
  type Project,
  type ProjectFields,
  type ProjectWithComposition,
  searchable,
} from "../../ports/projects.ts";
import { sortable } from "./core-table.ts";
import { storedJson } from "./stored-json.ts";

/*
 * Project       pk project#<id>   sk project       gsi1 projects#<userId> / <id>
 * Composition   pk project#<id>   sk composition   apart, so that lists do not read it; both in one query
 * ChatEntry     pk project#<id>   sk at#<time>#<entryId>, before the other two: the end of the partition, read
 *               backwards, is a project with the last of its chat
 * Chat marker   pk chat#<id>      sk entry#<entryId>
 */

export const projectPartition = (projectId: number) => `project#${projectId}`;
export const projectsPartition = (userId: string) => `projects#${userId}`;
export const projectKey = (projectId: number) => ({ pk: projectPartition(projectId), sk: "project" });
export const compositionKey = (projectId: number) => ({ pk: projectPartition(projectId), sk: "composition" });
export const CHAT_PREFIX = "at#";
export const chatMarkerPartition = (projectId: number) => `chat#${projectId}`;
export const chatSortKey = ({ atEpochMs, entryId }: Pick<ChatEntry, "atEpochMs" | "entryId">) =>
  `${CHAT_PREFIX}${sortable(atEpochMs)}#${entryId}`;
export const chatMarkerKey = (projectId: number, entryId: string) => ({
  pk: chatMarkerPartition(projectId),
  sk: `entry#${entryId}`,
});

export const projectItem = z.lazy(() =>
  z.object({
    projectId: z.number(),
    userId: z.string(),
    name: z.string(),
    status: z.enum(["draft", "rendering", "completed", "failed"]),
    templateId: z.string().nullable(),
    /** JSON: DynamoDB's maps are 32 levels deep at most, and its numbers have 38 digits. */
    settingsJson: z.string(),
    thumbnailUrl: z.string().nullable(),
    version: z.number(),
    renderId: z.string().optional(),
    renderPath: z.string().nullable(),
    renderProgress: z.number().nullable(),
    renderError: z.string().nullable(),
    renderSegments: z.array(renderedSegment).exactOptional(),
    createdAtEpochMs: z.number(),
    lastEditedAtEpochMs: z.number(),
  }),
);

const inSummary = {
  projectId: true,
  name: true,
  status: true,
  templateId: true,
  thumbnailUrl: true,
  renderPath: true,
  renderProgress: true,
  createdAtEpochMs: true,
  lastEditedAtEpochMs: true,
} as const;
/** What a list reads. */
export const summaryKeys = Object.keys(inSummary);
export const summaryItem = z.lazy(() => projectItem.unwrap().pick(inSummary));

const settings = z.record(z.string(), z.unknown());

export const toProject = ({ renderId, settingsJson, ...rest }: z.infer<typeof projectItem>): Project => ({
  ...rest,
  settings: settings.parse(JSON.parse(settingsJson)),
  ...(renderId !== undefined && { renderId }),
});

/** `version` is the project's at the time it was written: the two are written together and must be read together. */
export const compositionItem = z.intersection(z.object({ version: z.number() }), storedJson);
export type CompositionItem = z.infer<typeof compositionItem>;

export const chatItem = z.lazy(() =>
  z.object({
    role: z.string(),
    content: z.string(),
    atEpochMs: z.number(),
    entryId: z.string(),
  }),
);

export const newProjectItem = ({ composition: _, settings: given, ...project }: ProjectWithComposition) => ({
  ...project,
  settingsJson: JSON.stringify(given),
  searchName: searchable(project.name),
  ...projectKey(project.projectId),
  gsi1pk: projectsPartition(project.userId),
  gsi1sk: sortable(project.projectId),
  chatTotal: 0,
});

/** Only what a caller may change, whatever else an untyped caller passes. */
export const changeable = (fields: ProjectFields): Record<string, unknown> => {
  const names = [
    "name",
    "status",
    "templateId",
    "thumbnailUrl",
    "renderId",
    "renderPath",
    "renderProgress",
    "renderError",
    "renderSegments",
    "lastEditedAtEpochMs",
  ] as const;
  return {
    ...Object.fromEntries(
      names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
    ),
    ...(fields.settings !== undefined && { settingsJson: JSON.stringify(fields.settings) }),
    ...(fields.name !== undefined && { searchName: searchable(fields.name) }),
  };
};
