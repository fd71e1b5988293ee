import { readOwnAsset } from "../assets/own-asset.ts";
import { creditsForImages, creditsForSpeech, creditsForVideo } from "../catalog/rates.ts";
import { voiceFor } from "../catalog/voices.ts";
import type { Composition } from "../contract/composition.ts";
import { InsufficientCreditError } from "../contract/errors.ts";
import { holdCredits } from "../credits/hold-credits.ts";
import { releaseHold } from "../credits/settle-holds.ts";
import { keepRun, RunEndedError } from "../jobs/keep-run.ts";
import type { VendorJob } from "../ports/media-makers.ts";
import type { JournalledTool, Run } from "../ports/runs.ts";
import { sceneMedia } from "../scenes/generation-deps.ts";
import { seedOf } from "../scenes/ken-burns.ts";
import { captionsOf } from "../scenes/narrate-scene.ts";
import { LONG_CLIP_SECONDS, SHORT_CLIP_SECONDS } from "../scenes/scene-length.ts";
import { aspectRatioFor, imageSizeFor } from "../scenes/visual-request.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { templateOf } from "./choose-template.ts";
import { requireToolCreditsLeft } from "./run-bounds.ts";
import { RUN_HOLD_TTL_MS, toolHoldId } from "./run-holds.ts";
import type { RunRequest } from "./run-request.ts";
import { editContext, endCall, findTool, type ToolCall } from "./tool-calls.ts";
import {
  addSpeech,
  audioItemOf,
  type GeneratedMediaInput,
  generateImageTool,
  generateSpeechTool,
  generateVideoTool,
} from "./tools/media-tools.ts";
import { parseInput } from "./tools/registry.ts";
import { itemOf, ToolInputError } from "./tools/tool.ts";

/** Clip models make two lengths. */
const clipLength = ({ durationSeconds = 0 }: GeneratedMediaInput): number =>
  durationSeconds > SHORT_CLIP_SECONDS ? LONG_CLIP_SECONDS : SHORT_CLIP_SECONDS;

/** A media call that is to be started, with what it is started on. */
export interface PendingMediaCall {
  readonly request: RunRequest;
  readonly composition: Composition;
  readonly call: ToolCall;
  readonly tool: JournalledTool;
  readonly expected: "absent" | "starting";
}

/**
 * Holds the credits of a media call and starts it at its vendor; speech is waited for. Journalled before and after, so
 * that a repeat of the step holds once and looks instead of starting again.
 *
 * @throws ToolInputError, InsufficientCreditError (both for the model to read), TransientError, ProviderError
 */
export async function startMediaCall(deps: AgentDeps, run: Run, pending: PendingMediaCall): Promise<void> {
  const { call } = pending;
  if (call.toolName === generateSpeechTool.name) return speak(deps, run, pending);
  const isVideo = call.toolName === generateVideoTool.name;
  const given = checkedInput(run, pending, isVideo);
  const credits = isVideo ? creditsForVideo(clipLength(given)) : creditsForImages(1);
  const tool = await holdForCall(deps, run, pending, credits);
  const vendorJob = await startAtVendor(deps, run, pending, { isVideo, given, tries: 1 });
  const waiting: JournalledTool = { ...tool, state: "waiting", tries: 1, vendorJob };
  if (await deps.runs.putTool(run.runId, waiting, "starting")) return;
  // A write whose answer was lost is repeated below us, and then finds what it wrote itself.
  const stored = findTool(await deps.runs.journal(run.runId), call);
  if (stored?.vendorJob?.vendorJobId !== vendorJob.vendorJobId) await deps.cancels?.cancel(vendorJob);
}

/** @throws ToolInputError also for an item that is not there, before anything is paid for */
function checkedInput(run: Run, pending: PendingMediaCall, isVideo: boolean): GeneratedMediaInput {
  const { request, composition, call } = pending;
  const given = parseInput(isVideo ? generateVideoTool : generateImageTool, call.input);
  const selectedItemId = request.selectedItemContext?.itemId;
  const itemId = given.itemId ?? selectedItemId;
  const context = editContext(composition, call, { runId: run.runId, selectedItemId });
  if (itemId !== undefined && itemOf(context, itemId).type === "captions") {
    throw new ToolInputError(`Item ${itemId} has captions; it cannot show a picture.`);
  }
  return { ...given, ...(itemId !== undefined && { itemId }) };
}

/**
 * Journals what the call is going to hold, then holds it: whoever cleans up after the run finds it in the journal. A
 * run that was ended in between gives it back itself.
 *
 * @throws ToolInputError when there are not enough credits, or a run may spend no more: the model is told, and may do
 *   without; RunEndedError
 */
async function holdForCall(
  deps: AgentDeps,
  run: Run,
  { tool, expected }: PendingMediaCall,
  credits: number,
): Promise<JournalledTool> {
  const held: JournalledTool = { ...tool, heldCredits: credits };
  const hold = { userId: run.userId, holdId: toolHoldId(run.runId, tool.toolUseId) };
  requireToolCreditsLeft(await deps.runs.journal(run.runId), tool, credits);
  if (expected === "absent") await deps.runs.putTool(run.runId, held, "absent");
  try {
    await holdCredits(deps, { ...hold, credits, ttlMs: RUN_HOLD_TTL_MS });
  } catch (error) {
    if (!(error instanceof InsufficientCreditError)) throw error;
    throw new ToolInputError(
      `There are not enough credits: ${error.required} needed, ${error.available} left.`,
    );
  }
  await releaseUnlessAlive(deps, run.runId, hold);
  return held;
}

/** @throws RunEndedError */
async function releaseUnlessAlive(
  deps: AgentDeps,
  runId: string,
  hold: { readonly userId: string; readonly holdId: string },
): Promise<void> {
  try {
    await keepRun(deps, runId);
  } catch (error) {
    if (error instanceof RunEndedError) await releaseHold(deps, hold);
    throw error;
  }
}

/** @param what `tries`: which start this is, so that another one gives another picture */
export async function startAtVendor(
  deps: AgentDeps,
  run: Run,
  { request, composition, call }: Pick<PendingMediaCall, "request" | "composition" | "call">,
  what: { readonly isVideo: boolean; readonly given: GeneratedMediaInput; readonly tries: number },
): Promise<VendorJob> {
  const { isVideo, given, tries } = what;
  const { compositionWidth, compositionHeight } = composition;
  const source = await sourceImageUrl(deps, run, sourceOf(request, composition, given.itemId));
  const shared = { prompt: given.prompt, ...(source !== undefined && { sourceImageUrl: source }) };
  if (isVideo) {
    const aspectRatio = aspectRatioFor(compositionWidth, compositionHeight);
    return deps.videos.startVideo({ ...shared, aspectRatio, durationInSeconds: clipLength(given) });
  }
  const seed = seedOf(`${run.runId}/${call.toolUseId}/${tries}`);
  return deps.images.startImage({ ...shared, ...imageSizeFor(compositionWidth, compositionHeight), seed });
}

/** What is to be changed or set in motion: an item's picture, or what the selected clip was made from. */
function sourceOf(
  { selectedItemContext }: RunRequest,
  { items, assets }: Composition,
  itemId: string | undefined,
): string | undefined {
  const item = itemId === undefined ? undefined : items[itemId];
  if (item?.type === "image") return assets[item.assetId]?.remoteUrl;
  if (item?.type !== "video" || item.id !== selectedItemContext?.itemId) return undefined;
  return selectedItemContext.sourceImageUrl ?? undefined;
}

/** A picture at our own address: vendors get our copy, never the user's URL. */
async function sourceImageUrl(
  deps: AgentDeps,
  run: Run,
  url: string | undefined,
): Promise<string | undefined> {
  if (url === undefined) return undefined;
  const isOwn = readOwnAsset(url, run.userId) !== undefined;
  const path = isOwn ? url : (await deps.ingest.fromUrl(run.userId, url)).path;
  return `${await deps.mediaHost.baseUrl()}${path}`;
}

async function speak(deps: AgentDeps, run: Run, pending: PendingMediaCall): Promise<void> {
  const { call, composition, request } = pending;
  const selectedItemId = request.selectedItemContext?.itemId;
  const wanted = parseInput(generateSpeechTool, call.input);
  const given = { ...wanted, itemId: wanted.itemId ?? selectedItemId };
  const context = editContext(composition, call, { runId: run.runId, selectedItemId });
  // Before anything is paid for.
  const replaced = given.itemId === undefined ? undefined : audioItemOf(context, given.itemId);
  const own = replaced && composition.assets[replaced.assetId]?.voiceId;
  const tool = await holdForCall(deps, run, pending, creditsForSpeech(given.text.length));
  const template = await templateOf(deps, run, request);
  const speech = await deps.speaker.speak({
    text: given.text,
    locale: run.locale,
    voiceId: voiceFor(run.locale, given.voice ?? own ?? template.voices[run.locale]).voiceId,
  });
  const media = sceneMedia(await deps.ingest.fromBytes(run.userId, speech.audio));
  const { durationInSeconds, voiceId, words } = speech;
  const edit = addSpeech(context, given, { media, durationInSeconds, voiceId, captions: captionsOf(words) });
  await endCall(deps, run, tool, { success: true, ...edit });
}
