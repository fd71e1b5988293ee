import type { ProjectListing } from "../contract/project-api.ts";
import type { ProjectStore, ProjectSummary } from "../ports/projects.ts";

/** One page of a user's projects, and how many there are in all. */
export interface ProjectPage {
  readonly projects: readonly ProjectSummary[];
  readonly total: number;
}

/** Lists by search, status, order and page. `latest` is the one that was edited last. */
export async function listProjects(
  { projects }: { readonly projects: Pick<ProjectStore, "listByUser"> },
  userId: string,
  listing: ProjectListing,
): Promise<ProjectPage> {
  const { page, pageSize, sort, status, search } = listing;
  const found = (await projects.listByUser(userId, { nameContains: search, status })).toSorted(orders[sort]);
  const start = (page - 1) * pageSize;
  return { projects: found.slice(start, start + pageSize), total: found.length };
}

/** Made when names are first compared: it takes longer than most of a cold start's modules. */
let collator: Intl.Collator | undefined;
function compareNames(a: string, b: string): number {
  collator ??= new Intl.Collator("en", { sensitivity: "base", numeric: true });
  return collator.compare(a, b);
}

const byEdit = (a: ProjectSummary, b: ProjectSummary) =>
  a.lastEditedAtEpochMs - b.lastEditedAtEpochMs || a.projectId - b.projectId;
const byName = (a: ProjectSummary, b: ProjectSummary) =>
  compareNames(a.name, b.name) || a.projectId - b.projectId;

const orders = {
  latest: (a: ProjectSummary, b: ProjectSummary) => byEdit(b, a),
  oldest: byEdit,
  "name-asc": byName,
  "name-desc": (a: ProjectSummary, b: ProjectSummary) => byName(b, a),
};
