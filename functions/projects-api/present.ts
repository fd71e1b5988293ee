import { publicComposition, publicUrl } from "../../core/compositions/media-urls.ts";
import type { Caller } from "../../core/ports/accounts.ts";
import type {
  ChatEntry,
  Project,
  ProjectSummary,
  ProjectWithComposition,
} from "../../core/ports/projects.ts";
import { chatId } from "../../core/projects/chat.ts";

const isoTime = (atEpochMs: number): string => new Date(atEpochMs).toISOString();

/** A project in a list: without composition, chat and settings. */
export function projectSummary(project: ProjectSummary, mediaBaseUrl: string) {
  const { projectId, name, status, thumbnailUrl, templateId, renderPath, renderProgress } = project;
  const asUrl = (path: string | null) => (path === null ? null : publicUrl(path, mediaBaseUrl));
  return {
    id: projectId,
    name,
    status,
    thumbnail_url: asUrl(thumbnailUrl),
    template_id: templateId,
    render_url: asUrl(renderPath),
    render_progress: renderProgress,
    created_at: isoTime(project.createdAtEpochMs),
    last_edited_at: isoTime(project.lastEditedAtEpochMs),
  };
}

/** A project's own fields, without the composition. */
export const projectFields = (project: Project, caller: Caller, mediaBaseUrl: string) => ({
  ...projectSummary(project, mediaBaseUrl),
  email: caller.email,
  settings: project.settings,
  render_error: project.renderError,
  render_segments: project.renderSegments ?? null,
  version: project.version,
});

/** A whole project. */
export const projectRecord = (project: ProjectWithComposition, caller: Caller, mediaBaseUrl: string) => ({
  ...projectFields(project, caller, mediaBaseUrl),
  composition: publicComposition(project.composition, mediaBaseUrl),
});

export const chatMessage = (entry: ChatEntry) => ({
  id: chatId(entry),
  role: entry.role,
  content: entry.content,
  created_at: isoTime(entry.atEpochMs),
});
