/** Marks an attribute that is computed only when asked for, because it reads other resources that may read this one. */
export function late(compute: () => string): () => string {
  return compute;
}
