import {
  type ChatEntry,
  type ProjectStore,
  type ProjectSummary,
  type ProjectWithComposition,
  searchable,
} from "../../../core/ports/projects.ts";

export function inMemoryProjectStore(): ProjectStore {
  const projects = new Map<number, ProjectWithComposition>();
  const requests = new Map<string, number>();
  const countOf = (userId: string) =>
    [...projects.values()].filter((project) => project.userId === userId).length;
  const chats = new Map<number, ChatEntry[]>();
  const isBefore = (a: ChatEntry, b: Pick<ChatEntry, "atEpochMs" | "entryId">) =>
    a.atEpochMs < b.atEpochMs || (a.atEpochMs === b.atEpochMs && a.entryId < b.entryId);
  const copy = <Value>(value: Value): Value => structuredClone(value);
  const withoutComposition = ({ composition: _, ...project }: ProjectWithComposition) => copy(project);
  const defined = (fields: object) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

  const chatOf = (projectId: number, limit: number, before?: Pick<ChatEntry, "atEpochMs" | "entryId">) => {
    const chat = chats.get(projectId) ?? [];
    const earlier = before === undefined ? chat : chat.filter((entry) => isBefore(entry, before));
    return { entries: limit === 0 ? [] : earlier.slice(-limit), total: chat.length };
  };

  return {
    async create(project, { maxProjects = Number.POSITIVE_INFINITY, requestId } = {}) {
      const { projectId, userId } = project;
      const request = `${userId} ${requestId}`;
      if (requestId !== undefined && requests.has(request)) return "repeated";
      if (projects.has(projectId)) return "id-taken";
      if (countOf(userId) >= maxProjects) return "full";
      projects.set(projectId, copy(project));
      if (requestId !== undefined) requests.set(request, projectId);
      return "created";
    },
    async getByRequest(userId, requestId) {
      const project = projects.get(requests.get(`${userId} ${requestId}`) ?? 0);
      return project && copy(project);
    },
    async get(projectId) {
      const project = projects.get(projectId);
      return project && withoutComposition(project);
    },
    async getToReplace(projectId) {
      const project = projects.get(projectId);
      return project && withoutComposition(project);
    },
    async getWithComposition(projectId) {
      const project = projects.get(projectId);
      return project && copy(project);
    },
    async getWithChat(projectId, chatLimit) {
      const project = projects.get(projectId);
      return project && { project: copy(project), chat: chatOf(projectId, chatLimit) };
    },
    listByUser: async (userId, { nameContains = "", status } = {}) =>
      [...projects.values()]
        .filter((project) => project.userId === userId)
        .filter((project) => searchable(project.name).includes(searchable(nameContains)))
        .filter((project) => status === undefined || project.status === status)
        .toSorted((a, b) => b.projectId - a.projectId)
        .map(summaryOf),
    async writeComposition(projectId, expectedVersion, composition, fields, when = {}) {
      const project = projects.get(projectId);
      if (project?.version !== expectedVersion) return false;
      if (when.status !== undefined && !when.status.includes(project.status)) return false;
      projects.set(projectId, {
        ...project,
        ...defined(fields),
        version: expectedVersion + 1,
        composition: copy(composition),
      });
      return true;
    },
    async update(projectId, fields, when = {}) {
      const project = projects.get(projectId);
      if (project === undefined) return false;
      if (when.status !== undefined && !when.status.includes(project.status)) return false;
      if (when.version !== undefined && when.version !== project.version) return false;
      if (when.renderId !== undefined && when.renderId !== project.renderId) return false;
      projects.set(projectId, { ...project, ...defined(fields) });
      return true;
    },
    async delete(projectId) {
      projects.delete(projectId);
      chats.delete(projectId);
    },
    async appendChat(projectId, entry, maxKept) {
      if (!projects.has(projectId)) return false;
      const chat = chats.get(projectId) ?? [];
      if (chat.some(({ entryId }) => entryId === entry.entryId)) return true;
      const after = [...chat, copy(entry)].toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
      chats.set(projectId, after.slice(-maxKept));
      return true;
    },
    listChat: async (projectId, limit, before) => chatOf(projectId, limit, before),
  };
}

const summaryOf = (project: ProjectWithComposition): ProjectSummary => {
  const { projectId, name, status, templateId, thumbnailUrl, renderPath, renderProgress } = project;
  const { createdAtEpochMs, lastEditedAtEpochMs } = project;
  const times = { createdAtEpochMs, lastEditedAtEpochMs };
  return { projectId, name, status, templateId, thumbnailUrl, renderPath, renderProgress, ...times };
};
