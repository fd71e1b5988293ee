/**
 * Deps whose n-th call is the last that happens: it is done or not, and whoever made it never hears of it. Nothing after it
 * happens either, cleaning up included.
 *
 * @param ports names of what is cut off; what else `deps` has goes on
 * @param callNumber from 1
 */
export function powerCut<Deps extends object>(
  deps: Deps,
  ports: readonly (keyof Deps)[],
  { callNumber, isDone }: { readonly callNumber: number; readonly isDone: boolean },
): { readonly deps: Deps; hasHappened(): boolean } {
  let calls = 0;
  const wrapped = ports.map((name) => {
    const port = new Proxy(Object(deps[name]), {
      get(target, key, receiver) {
        const method: unknown = Reflect.get(target, key, receiver);
        if (typeof method !== "function") return method;
        return async (...args: unknown[]) => {
          calls += 1;
          if (calls > callNumber || (calls === callNumber && !isDone)) throw new Error("power cut");
          const result: unknown = await Reflect.apply(method, target, args);
          if (calls === callNumber) throw new Error("power cut");
          return result;
        };
      },
    });
    return [name, port] as const;
  });
  return {
    deps: Object.assign({ ...deps }, Object.fromEntries(wrapped)),
    hasHappened: () => calls >= callNumber,
  };
}
