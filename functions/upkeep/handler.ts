import { perform } from "./perform.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);

/** What keeps the house: `{ task }`, see perform.ts. Invoked by EventBridge Scheduler. */
export const handler = (event: unknown): Promise<Record<string, unknown>> => perform(deps, event);
