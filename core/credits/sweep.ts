/**
 * Does the same for each of many, one after the other; a failure does not stop it.
 * @param perform answers whether it counts
 */
export async function sweep<Item>(
  items: readonly Item[],
  perform: (item: Item) => Promise<boolean>,
): Promise<{ readonly count: number; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  let count = 0;
  for (const item of items) {
    try {
      if (await perform(item)) count++;
    } catch (error) {
      failures.push(error);
    }
  }
  return { count, failures };
}
