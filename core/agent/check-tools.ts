import { InvalidRequestError } from "../contract/errors.ts";
import type { AgentStepResult } from "../contract/steps.ts";
import { keepRun, RunAbortedError } from "../jobs/keep-run.ts";
import type { VendorJobState } from "../ports/media-makers.ts";
import type { JournalledTool, Run } from "../ports/runs.ts";
import { sceneMedia } from "../scenes/generation-deps.ts";
import { MAX_LOOKS, MAX_VENDOR_TRIES } from "../scenes/vendor-looks.ts";
import { afterCalls } from "./act.ts";
import type { AgentDeps } from "./agent-deps.ts";
import { startAtVendor } from "./media-calls.ts";
import { getRunRequest, type RunRequest } from "./run-request.ts";
import { callsOf, editContext, endCall, type ToolCall } from "./tool-calls.ts";
import { generatedMediaInput, generateVideoTool, showMedia } from "./tools/media-tools.ts";
import { ToolInputError } from "./tools/tool.ts";
import { workingComposition } from "./working-composition.ts";

/**
 * Looks at the media that a turn's calls are waiting for.
 * @throws RunEndedError, RunAbortedError, TransientError
 */
export async function checkTools(
  deps: AgentDeps,
  step: { readonly runId: string; readonly turn: number; readonly attempt: number },
): Promise<AgentStepResult> {
  const { runId, turn, attempt } = step;
  const run = await keepRun(deps, runId);
  if (run.abortRequested) throw new RunAbortedError();
  const request = await getRunRequest(deps.runs, runId);
  const { turns, tools } = await deps.runs.journal(runId);
  const made = turns.find((candidate) => candidate.turn === turn);
  for (const call of made === undefined ? [] : callsOf(made)) {
    const tool = tools.find(({ toolUseId, state }) => toolUseId === call.toolUseId && state === "waiting");
    if (tool !== undefined) await checkCall(deps, run, { request, call, tool, attempt });
  }
  return afterCalls(deps, runId, turn, attempt + 1);
}

interface WaitingCall {
  readonly request: RunRequest;
  readonly call: ToolCall;
  readonly tool: JournalledTool;
  readonly attempt: number;
}

async function checkCall(deps: AgentDeps, run: Run, waiting: WaitingCall): Promise<void> {
  const { call, tool, attempt } = waiting;
  const { vendorJob } = tool;
  if (vendorJob === undefined) throw new Error(`Call ${tool.toolUseId} waits for nothing.`);
  const isVideo = call.toolName === generateVideoTool.name;
  const state = await (isVideo ? deps.videos.checkVideo(vendorJob) : deps.images.checkImage(vendorJob));
  const fail = (message: string) =>
    endCall(deps, run, tool, { success: false, resultText: `It could not be made: ${message}` });

  if (state.state === "waiting") {
    if (attempt < MAX_LOOKS) return;
    await deps.cancels?.cancel(vendorJob);
    return fail("it took too long.");
  }
  const shown = state.state === "ready" ? await show(deps, run, waiting, state) : state;
  if (shown === undefined) return;
  if (!shown.isRetryable || tool.tries >= MAX_VENDOR_TRIES || attempt >= MAX_LOOKS)
    return fail(shown.message);
  const composition = workingComposition(
    waiting.request.composition,
    (await deps.runs.journal(run.runId)).tools,
  );
  const tries = tool.tries + 1;
  const given = inputOf(waiting);
  const again = await startAtVendor(
    deps,
    run,
    { request: waiting.request, composition, call },
    { isVideo, given, tries },
  );
  await deps.runs.putTool(run.runId, { ...tool, tries, vendorJob: again }, "waiting");
}

type Failed = Extract<VendorJobState, { state: "failed" }>;

/** @returns why it cannot be shown; undefined when it is */
async function show(
  deps: AgentDeps,
  run: Run,
  waiting: WaitingCall,
  { url }: { readonly url: string },
): Promise<Failed | undefined> {
  const { request, call, tool } = waiting;
  const failed = (message: string): Failed => ({ state: "failed", message, isRetryable: true });
  let media: ReturnType<typeof sceneMedia>;
  try {
    media = sceneMedia(await deps.ingest.fromUrl(run.userId, url));
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return failed(error.message);
  }
  const { kind } = media;
  if (kind === "audio") return failed("it is audio.");
  const composition = workingComposition(request.composition, (await deps.runs.journal(run.runId)).tools);
  const selectedItemId = request.selectedItemContext?.itemId;
  const context = editContext(composition, call, { runId: run.runId, selectedItemId });
  try {
    const edit = showMedia(context, inputOf(waiting), { ...media, kind });
    await endCall(deps, run, tool, { success: true, ...edit });
  } catch (error) {
    if (!(error instanceof ToolInputError)) throw error;
    // The item went away while its picture was made.
    await endCall(deps, run, tool, { success: false, resultText: error.message });
  }
  return undefined;
}

function inputOf({ request, call }: WaitingCall) {
  const given = generatedMediaInput.parse(call.input);
  const itemId = given.itemId ?? request.selectedItemContext?.itemId;
  return { ...given, ...(itemId !== undefined && { itemId }) };
}
