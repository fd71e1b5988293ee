import type { ProjectListing } from "../contract/project-api.ts";
import type { Project, ProjectStore } from "../ports/projects.ts";

/** One page of a user's projects, and how many there are in all. */
export interface ProjectPage {
  readonly projects: readonly Project[];
  readonly total: number;
}

/** Lists by search, status, order and page. `latest` is the one that was edited last. */
export async function listProjects(
  { projects }: { readonly projects: Pick<ProjectStore, "listByUser"> },
  userId: string,
  listing: ProjectListing,
): Promise<ProjectPage> {
  const { page, pageSize, sort, status } = listing;
  const search = folded(listing.search ?? "");
  const found = (await projects.listByUser(userId))
    .filter((project) => status === undefined || project.status === status)
    .filter((project) => search === "" || folded(project.name).includes(search))
    .toSorted(orders[sort]);
  const start = (page - 1) * pageSize;
  return { projects: found.slice(start, start + pageSize), total: found.length };
}

/** Equal for what a reader takes for the same text: case, and composed or decomposed letters. */
const folded = (text: string): string => text.normalize("NFC").toLowerCase();

const { compare } = new Intl.Collator("en", { sensitivity: "base", numeric: true });
const byEdit = (a: Project, b: Project) =>
  a.lastEditedAtEpochMs - b.lastEditedAtEpochMs || a.projectId - b.projectId;
const byName = (a: Project, b: Project) => compare(a.name, b.name) || a.projectId - b.projectId;

const orders = {
  latest: (a: Project, b: Project) => byEdit(b, a),
  oldest: byEdit,
  "name-asc": byName,
  "name-desc": (a: Project, b: Project) => byName(b, a),
};
