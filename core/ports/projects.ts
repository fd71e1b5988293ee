import type { Composition } from "../contract/composition.ts";
import type { RenderedSegment } from "../contract/rendered-segment.ts";

export type ProjectStatus = "draft" | "rendering" | "completed" | "failed";

export interface Project {
  /** Time-ordered, 53-bit safe. */
  readonly projectId: number;
  readonly userId: string;
  readonly name: string;
  readonly status: ProjectStatus;
  readonly templateId: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly thumbnailUrl: string | null;
  /** Counts every write of the composition, from 1; the optimistic lock and the ETag. */
  readonly version: number;
  /** The render that owns `status: "rendering"`, or the last one. */
  readonly renderId?: string;
  /** Path on the media host. */
  readonly renderPath: string | null;
  /** 0–1. */
  readonly renderProgress: number | null;
  readonly renderError: string | null;
  /** How the film at `renderPath` was drawn; of none, and of films before this was kept, absent. */
  readonly renderSegments?: readonly RenderedSegment[];
  readonly createdAtEpochMs: number;
  readonly lastEditedAtEpochMs: number;
}

export interface ProjectWithComposition extends Project {
  readonly composition: Composition;
}

/** What a list shows of a project. */
export type ProjectSummary = Pick<
  Project,
  | "projectId"
  | "name"
  | "status"
  | "templateId"
  | "thumbnailUrl"
  | "renderPath"
  | "renderProgress"
  | "createdAtEpochMs"
  | "lastEditedAtEpochMs"
>;

export interface ChatEntry {
  readonly role: string;
  readonly content: string;
  readonly atEpochMs: number;
  /** Natural key: appending it again is a no-op. */
  readonly entryId: string;
}

/** The last entries of a chat, oldest first, and how many there are in all. */
export interface ChatPage {
  readonly entries: readonly ChatEntry[];
  readonly total: number;
}

/** Fields of a project that may change apart from its composition. */
export type ProjectFields = Partial<
  Pick<
    Project,
    | "name"
    | "status"
    | "templateId"
    | "settings"
    | "thumbnailUrl"
    | "renderId"
    | "renderPath"
    | "renderProgress"
    | "renderError"
    | "renderSegments"
    | "lastEditedAtEpochMs"
  >
>;

/** Conditions on the stored project; all that are given must hold. */
export interface ProjectConditions {
  readonly status?: readonly ProjectStatus[];
  readonly renderId?: string;
  readonly version?: number;
}

export interface CreateOptions {
  /** Projects of the user, at most, with this one. @default any number */
  readonly maxProjects?: number;
  /** What asked for the project: it makes one, however often it comes. */
  readonly requestId?: string | undefined;
}

/** `repeated`: the request has made a project before. `id-taken` and `full` say what was in the way. */
export type CreateResult = "created" | "repeated" | "id-taken" | "full";

/** Projects and their compositions. Compositions move to S3 by size; callers do not notice. */
export interface ProjectStore {
  /** Writes a project and counts it, both or neither; exact, however many come at once. */
  create(project: ProjectWithComposition, options?: CreateOptions): Promise<CreateResult>;
  /** The project that a request made; undefined when it made none, or the project is gone. */
  getByRequest(userId: string, requestId: string): Promise<ProjectWithComposition | undefined>;
  get(projectId: number): Promise<Project | undefined>;
  getWithComposition(projectId: number): Promise<ProjectWithComposition | undefined>;
  /** As `get`, for whoever is going to replace the composition unseen: the write knows then where the old one is. */
  getToReplace(projectId: number): Promise<Project | undefined>;
  /** Everything of a project and the last `chatLimit` entries of its chat, in one read. */
  getWithChat(
    projectId: number,
    chatLimit: number,
  ): Promise<{ project: ProjectWithComposition; chat: ChatPage } | undefined>;
  /**
   * Newest first; never reads compositions.
   * @param only `nameContains`: names that have it in them, both taken through `searchable`
   */
  listByUser(
    userId: string,
    only?: { readonly nameContains?: string | undefined; readonly status?: ProjectStatus | undefined },
  ): Promise<ProjectSummary[]>;
  /**
   * Writes the composition as version `expectedVersion + 1`.
   * @returns false when the stored version is another, or a condition of `when` does not hold
   */
  writeComposition(
    projectId: number,
    expectedVersion: number,
    composition: Composition,
    fields: ProjectFields & { readonly lastEditedAtEpochMs: number },
    when?: Pick<ProjectConditions, "status">,
  ): Promise<boolean>;
  /**
   * @returns false when one did not, or the project is gone
   */
  update(projectId: number, fields: ProjectFields, when?: ProjectConditions): Promise<boolean>;
  /** Takes the project from the count, once. Again: what the first one left is taken away. */
  delete(projectId: number): Promise<void>;
  /**
   * Appends once by `entryId`.
   * @param maxKept entries, 1 or more; the oldest go
   * @returns false when the project is gone
   */
  appendChat(projectId: number, entry: ChatEntry, maxKept: number): Promise<boolean>;
  /** The last `limit` entries (before `before`, when given), oldest first, and how many there are in all. */
  listChat(
    projectId: number,
    limit: number,
    before?: Pick<ChatEntry, "atEpochMs" | "entryId">,
  ): Promise<ChatPage>;
}

/**
 * Counts a user's projects again by what is listed, for when a hand in the table made the count wrong.
 * @returns how many there are
 */
export type RecountProjects = (userId: string) => Promise<number>;

/** Equal for what a reader takes for the same text: case, and composed or decomposed letters. */
export const searchable = (text: string): string => text.normalize("NFC").toLowerCase();
