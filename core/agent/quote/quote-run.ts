import { creditsForAttachments, creditsForTokens, MODEL_ESTIMATE_CREDITS } from "../../catalog/rates.ts";
import { durationInSecondsOf } from "../../compositions/timeline.ts";
import { parseComposition } from "../../compositions/validate.ts";
import { type RunAgentBody, runAgentBody } from "../../contract/agent-api.ts";
import type { Composition } from "../../contract/composition.ts";
import { renewedAccount } from "../../credits/decide-start.ts";
import type { Caller } from "../../ports/accounts.ts";
import { checkSelection, ownProject } from "../admit-run.ts";
import type { AdmissionDeps } from "../agent-deps.ts";
import { type AttachmentDeps, takeAttachments, visualsIn } from "../attachments.ts";
import { parseRequest } from "../parse-request.ts";
import { type ImpliedWork, impliedWork } from "./implied-work.ts";
import { firstCredits, priceRender, priceWork } from "./price-work.ts";
import { NONE, type Range, sumOf } from "./ranges.ts";

/** What a quote needs: it reads, and writes nothing. */
export type QuoteDeps = Pick<AdmissionDeps, "projects" | "credits" | "clock"> & AttachmentDeps;

/**
 * `POST /api/agent/quote`: what `POST /api/agent` with the same body would cost, without spending: no hold, no run, no
 * lock, nothing kept of what is attached. Priced by the functions that the run's holds are priced by.
 *
 * @returns whole credits. `credits`: all that the run captures; `required` and `available` as a 402 of the run would say
 * @throws InvalidRequestError, ProjectNotFoundError, ForbiddenError, as the run would
 */
export async function quoteRun(deps: QuoteDeps, { userId }: Caller, body: unknown) {
  const fields = parseRequest(runAgentBody, body);
  const composition = parseComposition(fields.composition);
  checkSelection(fields, composition);
  const attached = await takeAttachments(keepingNothing(deps), userId, fields.attachedFiles ?? []);
  await ownProject(deps, userId, fields.projectId);
  const account = await deps.credits.getAccount(userId);
  const { monthlyRemaining, purchased } =
    account === undefined
      ? { monthlyRemaining: 0, purchased: 0 }
      : renewedAccount(account, deps.clock.now()).renewed;

  const work = impliedWork({ ...fields, ownVisuals: visualsIn(attached) }, composition);
  const { credits: mediaCredits, ...tools } = priceWork(work);
  const model = modelCredits(fields, composition, work, attached.tokens);
  // What a reviewed plan costs to be made is told by the job.
  const media = fields.reviewPlan && work.kind === "long-video" ? NONE : mediaCredits;
  return {
    kind: work.kind,
    credits: sumOf([model, media]),
    required: model.max + firstCredits(work),
    available: monthlyRemaining + purchased,
    ...(work.kind === "long-video" && { scenes: work.scenes }),
    tools: { model: { credits: model }, ...tools },
    render: priceRender(work, durationInSecondsOf(composition)),
  };
}

const keepingNothing = (deps: AttachmentDeps): AttachmentDeps => ({
  ...deps,
  data: { ...deps.data, put: async () => undefined },
});

/** Tokens of what every run tells the model; a test knows when that has changed. */
export const INSTRUCTION_TOKENS = 6000;
/** Tokens that the model writes: of a scene in a plan, and of an edit in all its turns. */
const SCENE_TOKENS = 150;
const EDIT_TOKENS = 400;

/** At least something, at most what is held for it; probably a turn for a plan, and two for an edit. */
function modelCredits(
  fields: RunAgentBody,
  composition: Composition,
  work: ImpliedWork,
  attachedTokens: number,
): Range {
  const turns = work.kind === "edit" ? 2 : 1;
  const read = [fields.message, JSON.stringify(composition), JSON.stringify(fields.chatHistory ?? [])];
  const tokens = read.reduce((sum, text) => sum + tokensOf(text), INSTRUCTION_TOKENS + attachedTokens);
  const outputTokens = work.kind === "edit" ? EDIT_TOKENS : work.scenes.expected * SCENE_TOKENS;
  const none = { cacheReadTokens: 0, cacheWriteTokens: 0 };
  const max = MODEL_ESTIMATE_CREDITS + creditsForAttachments(attachedTokens);
  const expected = creditsForTokens({ ...none, inputTokens: turns * tokens, outputTokens });
  return { min: 1, expected: Math.min(max, expected), max };
}

/** About: a token of English is four bytes, a letter of Korean three bytes and most of a token. */
const tokensOf = (text: string): number => Math.ceil(new TextEncoder().encode(text).length / 4);
