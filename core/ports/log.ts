/** Says what happened to whoever operates a deployment: a constant message, and the facts of the case. */
export type Log = (message: string, facts: Readonly<Record<string, unknown>>) => void;
