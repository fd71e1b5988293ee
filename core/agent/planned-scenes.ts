import type { Attachment } from "../contract/attached-file.ts";
import type { Composition } from "../contract/composition.ts";
import { MAX_SCENE_SECONDS } from "../contract/job-api.ts";
import type { Plan } from "../jobs/plan.ts";
import type { PlannedScene } from "../ports/jobs.ts";
import type { Run } from "../ports/runs.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { ingestAttachment } from "./attached-assets.ts";
import type { RunRequest } from "./run-request.ts";
import { ToolInputError } from "./tools/tool.ts";

/** What a scene of a plan can name. */
interface Named {
  readonly kind: Attachment["kind"];
  readonly durationInSeconds?: number | undefined;
  /** Where it is, as stores keep it; an attachment is brought into the account's media for it. */
  url(): Promise<string | undefined>;
}

/**
 * The scenes of a plan with the files that they name in place of what would be made for them. Only now are those on the
 * media host, so that the job has them for as long as it is kept. Again: the same.
 *
 * @param composition its assets can be named as well as the attached files
 * @throws ToolInputError for a file that is not there, is gone or cannot be shown or heard; TransientError
 */
export async function plannedScenes(
  deps: Pick<AgentDeps, "data" | "ingest">,
  run: Pick<Run, "userId">,
  request: Pick<RunRequest, "attachments">,
  { composition, plan }: { readonly composition: Composition; readonly plan: Pick<Plan, "scenes"> },
): Promise<PlannedScene[]> {
  const files = namedFiles(deps, run, request, composition);
  const scenes: PlannedScene[] = [];
  for (const { assetId, narrationAssetId, ...scene } of plan.scenes) {
    const visual = assetId === undefined ? undefined : fileOf(files, assetId);
    const voice = narrationAssetId === undefined ? undefined : fileOf(files, narrationAssetId);
    scenes.push({
      ...scene,
      ...(visual && { visualKind: visualKindOf(visual, assetId), remoteUrl: await urlOf(visual, assetId) }),
      ...(voice && { narrationUrl: await urlOf(audible(voice, narrationAssetId), narrationAssetId) }),
    });
  }
  return scenes;
}

function namedFiles(
  deps: Pick<AgentDeps, "data" | "ingest">,
  { userId }: Pick<Run, "userId">,
  { attachments = [] }: Pick<RunRequest, "attachments">,
  { assets }: Composition,
): ReadonlyMap<string, Named> {
  const files = new Map<string, Named>();
  for (const [assetId, { type, durationInSeconds, remoteUrl }] of Object.entries(assets)) {
    files.set(assetId, { kind: type, durationInSeconds, url: async () => remoteUrl });
  }
  for (const file of attachments) {
    const { assetId, kind, durationInSeconds } = file;
    let path: Promise<string> | undefined;
    const url = () => (path ??= ingestAttachment(deps, userId, file).then((media) => media.path));
    files.set(assetId, { kind, durationInSeconds, url });
  }
  return files;
}

function fileOf(files: ReadonlyMap<string, Named>, assetId: string): Named {
  const file = files.get(assetId);
  if (file !== undefined) return file;
  const usable = [...files].filter(([, { kind }]) => kind !== "pdf" && kind !== "text").map(([id]) => id);
  throw new ToolInputError(
    `There is no asset ${assetId}. Assets: ${usable.slice(0, 50).join(", ") || "none"}.`,
  );
}

function visualKindOf({ kind }: Named, assetId: string | undefined): PlannedScene["visualKind"] {
  if (kind === "image" || kind === "video") return kind;
  throw new ToolInputError(`${assetId} is ${kind}, neither a picture nor a clip: a scene cannot show it.`);
}

function audible(file: Named, assetId: string | undefined): Named {
  const { kind, durationInSeconds = 0 } = file;
  if (kind !== "audio")
    throw new ToolInputError(`${assetId} is ${kind}, not audio: it cannot be a narration.`);
  if (durationInSeconds <= MAX_SCENE_SECONDS) return file;
  throw new ToolInputError(`${assetId} is longer than a scene can be: ${MAX_SCENE_SECONDS} seconds.`);
}

async function urlOf(file: Named, assetId: string | undefined): Promise<string> {
  const url = await file.url();
  if (url === undefined) throw new ToolInputError(`Asset ${assetId} has no remoteUrl.`);
  return url;
}
