import { perform } from "./perform.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);

/** The operator's actions, see core/contract/admin-api.ts. Invoked directly; IAM says by whom. */
export const handler = (event: unknown): Promise<unknown> => perform(deps, event);
