/** How long each step of the boot took, in ms. */
export interface Stopwatch {
  /** Runs a step and notes its time; steps may overlap. */
  time<T>(step: string, work: () => Promise<T> | T): Promise<T>;
  timings(): Readonly<Record<string, number>>;
}

export function createStopwatch(): Stopwatch {
  const startedAt = performance.now();
  const timings: Record<string, number> = {};
  return {
    async time(step, work) {
      const from = performance.now();
      const result = await work();
      timings[step] = Math.round(performance.now() - from);
      return result;
    },
    timings: () => ({ ...timings, total: Math.round(performance.now() - startedAt) }),
  };
}
