import * as z from "zod";
import { selectedItemContext } from "../contract/agent-api.ts";
import { attachment } from "../contract/attached-file.ts";
import { composition as compositionSchema } from "../contract/composition.ts";
import { template } from "../contract/template.ts";
import type { BlobStore } from "../ports/blob-store.ts";

/** What a run was asked, as it is kept in the data bucket. */
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

const keyOf = (runId: string): string => `runs/${runId}/request.json`;

export async function putRunRequest(data: BlobStore, runId: string, request: RunRequest): Promise<void> {
  await data.put(keyOf(runId), JSON.stringify(request), { mimeType: "application/json" });
}

/** @throws {Error} it is not there: the run was never admitted whole */
export async function getRunRequest(data: BlobStore, runId: string): Promise<RunRequest> {
  const bytes = await data.get(keyOf(runId));
  if (bytes === undefined) throw new Error(`The request of run ${runId} is missing.`);
  return runRequest.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
