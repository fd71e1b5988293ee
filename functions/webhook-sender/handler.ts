import { sendBatch } from "./send-batch.ts";
import { wire } from "./wiring.ts";

const deps = wire(process.env);

/** What the bus tells, and attempts that are due: see send-batch.ts. Fed by an SQS queue. */
export const handler = (event: unknown): ReturnType<typeof sendBatch> => sendBatch(deps, event);
