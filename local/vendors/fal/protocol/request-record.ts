import { z } from "zod";

/** A request as it is kept on disk; what was not finished when the laptop stopped is made anew after the next start. */
export const requestRecord = z.object({
  id: z.string(),
  /** `fal-ai/flux/schnell` */
  endpoint: z.string(),
  input: z.unknown(),
  /** Chosen once, so that a generation made anew is the same picture. */
  randomSeed: z.number().int(),
  state: z.enum(["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]),
  submittedAtEpochMs: z.number(),
  startedAtEpochMs: z.number().optional(),
  completedAtEpochMs: z.number().optional(),
  logs: z.array(
    z.object({ message: z.string(), level: z.string(), source: z.string(), timestamp: z.string() }),
  ),
  /** Set when completed; URLs of files begin with {@link FILE_SCHEME}, because ports change. */
  outcome: z.object({ status: z.number(), body: z.unknown() }).optional(),
});
export type RequestRecord = z.infer<typeof requestRecord>;

export const FILE_SCHEME = "emulated-file:";
