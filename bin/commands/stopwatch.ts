/** Seconds per stage, in the order the stages began. */
export class Stopwatch {
  private readonly spent = new Map<string, number>();

  async time<T>(stage: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work();
    } finally {
      this.spent.set(stage, (this.spent.get(stage) ?? 0) + (performance.now() - start) / 1000);
    }
  }

  seconds(): ReadonlyMap<string, number> {
    return new Map([...this.spent].map(([stage, seconds]) => [stage, Math.round(seconds * 10) / 10]));
  }
}
