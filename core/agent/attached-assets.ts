import type { Operation } from "../compositions/operations.ts";
import type { Attachment } from "../contract/attached-file.ts";
import type { Composition } from "../contract/composition.ts";
import type { SceneMedia } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import { assetOf } from "../scenes/asset-of-media.ts";
import { sceneMedia } from "../scenes/generation-deps.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { readAttachment } from "./attachments.ts";
import type { RunRequest } from "./run-request.ts";
import { ToolInputError } from "./tools/tool.ts";

/**
 * Brings the attached files that a call names into the account's media, by the way of all media: only now are they on the
 * media host. Again: the same assets.
 *
 * @returns what adds them to the composition; nothing for those that are in it already
 * @throws ToolInputError when one is gone, TransientError
 */
export async function attachedAssets(
  deps: Pick<AgentDeps, "data" | "ingest">,
  { userId }: Pick<Run, "userId">,
  { attachments = [] }: Pick<RunRequest, "attachments">,
  { composition, input }: { readonly composition: Composition; readonly input: unknown },
): Promise<Operation[]> {
  const operations: Operation[] = [];
  const named = new Set(assetIdsIn(input));
  const files = new Map(attachments.map((file) => [file.assetId, file]));
  for (const [assetId, file] of files) {
    if (!named.has(assetId) || !isMedia(file) || Object.hasOwn(composition.assets, assetId)) continue;
    const media = await ingestAttachment(deps, userId, file);
    const asset = assetOf(assetId, media, {});
    operations.push({ op: "add-asset", asset: file.name === "" ? asset : { ...asset, name: file.name } });
  }
  return operations;
}

/** Puts an attached file among the account's media. @throws ToolInputError when it is gone, TransientError */
export async function ingestAttachment(
  deps: Pick<AgentDeps, "data" | "ingest">,
  userId: string,
  file: Attachment,
): Promise<SceneMedia> {
  const bytes = await readAttachment(deps, userId, file);
  if (bytes === undefined) throw new ToolInputError(`The attached file ${file.assetId} is gone.`);
  return sceneMedia(await deps.ingest.fromBytes(userId, bytes));
}

const isMedia = ({ kind }: Attachment): boolean => kind !== "pdf" && kind !== "text";

/** Every value of a key `assetId`, however deep. */
function assetIdsIn(input: unknown): string[] {
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    key === "assetId" && typeof value === "string" ? [value] : assetIdsIn(value),
  );
}
