const LONGEST_SLUG = 60;

/**
 * Where a film goes on the media host. Public to whoever knows it, so nobody can guess it.
 * @param secret 128 random bits as hex
 */
export function outputPath(projectName: string, secret: string): string {
  return `/renders/${secret}/${slugOf(projectName)}.mp4`;
}

/** Letters and digits that every file system and URL takes; "film" when nothing is left. */
export function slugOf(name: string): string {
  const slug = name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_SLUG)
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" ? "film" : slug;
}
