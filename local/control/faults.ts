import type { Fault, Faults } from "../types.ts";

interface Armed {
  readonly fault: Fault;
  letThrough: number;
  left: number;
}

/**
 * The faults that tests ordered. A fault's target names a kind and a part of a name (`function:Scene` meets
 * `function:FilmsSceneWorker1A2B`); the kind must be equal, the name must be contained.
 */
export function createFaults(): Faults & { list(): Fault[] } {
  let armed: Armed[] = [];
  const watched = new Map<string, { left: number; readonly kill: () => void }>();
  return {
    take(target, body) {
      for (const entry of armed) {
        if (!meets(entry.fault, target, body)) continue;
        if (entry.letThrough > 0) {
          entry.letThrough -= 1;
          continue;
        }
        entry.left -= 1;
        if (entry.left === 0) armed = armed.filter((other) => other !== entry);
        return entry.fault;
      }
      return undefined;
    },
    add(fault) {
      armed.push({ fault, letThrough: fault.after ?? 0, left: fault.times ?? 1 });
    },
    clear(matching) {
      armed = armed.filter(
        ({ fault }) => matching !== undefined && !(fault.matching ?? "").includes(matching),
      );
    },
    killAtCall(traceId, calls, kill) {
      watched.set(traceId, { left: calls, kill });
      return () => watched.delete(traceId);
    },
    called(traceId) {
      const entry = traceId === undefined ? undefined : watched.get(traceId);
      if (traceId === undefined || entry === undefined || --entry.left > 0) return false;
      watched.delete(traceId);
      entry.kill();
      return true;
    },
    list: () => armed.map(({ fault, letThrough, left }) => ({ ...fault, times: left, after: letThrough })),
  };
}

function meets(fault: Fault, target: string, body: string | undefined): boolean {
  if (fault.matching !== undefined && !body?.includes(fault.matching)) return false;
  const [wantedKind, wantedName] = split(fault.target);
  const [kind, name] = split(target);
  return kind === wantedKind && name.includes(wantedName);
}

/** The part of a name that a target asks for: `Scene` of `function:Scene`. */
export const nameIn = (target: string): string => split(target)[1];

function split(target: string): [kind: string, name: string] {
  const at = target.indexOf(":");
  return at < 0 ? [target, ""] : [target.slice(0, at), target.slice(at + 1)];
}
