/**
 * The promise's value, or `late` when it takes longer. What is late goes on; its end is nobody's concern any more.
 *
 * @param timeoutMs of the host's time: the work itself is real
 */
export async function withinMs<T>(timeoutMs: number, work: Promise<T>): Promise<T | "late"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), timeoutMs);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
