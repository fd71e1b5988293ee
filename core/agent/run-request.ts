import * as z from "zod";
import { selectedItemContext } from "../contract/agent-api.ts";
import { attachment } from "../contract/attached-file.ts";
import { composition as compositionSchema } from "../contract/composition.ts";
import { template } from "../contract/template.ts";
import type { Run, RunStore } from "../ports/runs.ts";

/** What a run was asked, as it is kept with it. */
export const runRequest = z.object({
  message: z.string(),
  /** As it is stored: paths for what is ours. */
  composition: compositionSchema,
  chatHistory: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.string() })),
  selectedItemContext: selectedItemContext.nullish(),
  /** Absent: none. */
  attachments: z.array(attachment).optional(),
  /** What the run works with from its first step on; later changes of a template are later runs'. */
  template: template.optional(),
});
export type RunRequest = z.infer<typeof runRequest>;

export async function putRunRequest(
  runs: Pick<RunStore, "putRequest">,
  run: Pick<Run, "runId" | "createdAtEpochMs">,
  request: RunRequest,
): Promise<void> {
  await runs.putRequest(run, request);
}

/** @throws {Error} it is not there: the run was never admitted whole */
export async function getRunRequest(runs: Pick<RunStore, "getRequest">, runId: string): Promise<RunRequest> {
  const request = await runs.getRequest(runId);
  if (request === undefined) throw new Error(`The request of run ${runId} is missing.`);
  return runRequest.parse(request);
}
