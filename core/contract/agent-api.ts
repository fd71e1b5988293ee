import * as z from "zod";
import { attachedFiles } from "./attached-file.ts";
import { chatHistory } from "./chat-history.ts";
import { locale } from "./locale.ts";

/*
 * Bodies and queries of the Agent API, without what says who is calling (`email`, the `api-key` header). Field names
 * are the published docs'; `scenes` and `render` are ours. Unknown fields are ignored.
 */

/** Characters of an instruction, at most. */
export const MAX_MESSAGE_CHARACTERS = 8_000;

const projectId = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const id = z.string().min(1).max(200);

/** Whether a film is going to be rendered of it: a long video's scenes are then drawn while others are being made. */
const rendersFilm = z.boolean().default(false);

const url = z.string().max(4096);

/** The item that a user has selected; the composition says everything else about it. */
export const selectedItemContext = z.object({
  itemId: id,
  type: z.string().max(50).nullish(),
  assetId: id.nullish(),
  remoteUrl: url.nullish(),
  /** What a selected clip was made from. */
  sourceImageUrl: url.nullish(),
  from: z.number().nullish(),
  durationInFrames: z.number().nullish(),
});

/** `POST /api/agent`. `composition` is checked by core/compositions, which knows about references. */
export const runAgentBody = z.object({
  message: z
    .string()
    .max(MAX_MESSAGE_CHARACTERS, `must have at most ${MAX_MESSAGE_CHARACTERS} characters`)
    .refine((text) => text.trim() !== "", "must not be empty"),
  composition: z.record(z.string(), z.unknown()),
  projectId,
  apiKey: z.string().min(1),
  locale: locale.default("en"),
  templateId: z.string().max(200).nullish(),
  chatHistory: chatHistory.nullish(),
  attachedFiles: attachedFiles.nullish(),
  selectedItemContext: selectedItemContext.nullish(),
  autoSave: z.boolean().default(true),
  /** A film is planned and not made: the plan can be looked at and changed before `/resume` makes it. */
  reviewPlan: z.boolean().default(false),
  /** How many scenes a long video is to have. */
  scenes: z.number().int().min(1).max(100).optional(),
  render: rendersFilm,
});
export type RunAgentBody = z.infer<typeof runAgentBody>;

/** `POST /api/agent/resume` */
export const resumeBody = z.object({
  jobId: id,
  apiKey: z.string().min(1),
  locale: locale.default("en"),
  render: rendersFilm,
});

/** `POST /api/agent/retry-scene` */
export const retrySceneBody = resumeBody.extend({ sceneId: id });

/** `GET /api/agent/check-resume` */
export const checkResumeQuery = z.object({
  projectId: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, "must be a project's id")
    .transform(Number)
    .pipe(projectId),
});
