import * as z from "zod";

/** Files of one request, at most. */
export const MAX_ATTACHED_FILES = 10;

/**
 * One entry of `attachedFiles`: its bytes, or the id that `POST /api/uploads` gave. `type`, `mimeType` and `size` are what
 * the client takes it for; the bytes say what it is.
 * Source: the Agent API docs, "Request body"; `uploadId` is ours.
 */
export const attachedFile = z
  .object({
    name: z.string().max(255).default(""),
    base64: z.string().min(1).nullish(),
    uploadId: z.string().min(1).max(200).nullish(),
  })
  .refine(({ base64, uploadId }) => (base64 ?? undefined) !== (uploadId ?? undefined), {
    error: "needs base64, or the uploadId of a file that was uploaded",
  })
  .refine(({ base64, uploadId }) => typeof base64 !== "string" || typeof uploadId !== "string", {
    error: "has both base64 and uploadId; one of them is enough",
  });
export type AttachedFile = z.infer<typeof attachedFile>;

export const attachedFiles = z
  .array(attachedFile)
  .max(MAX_ATTACHED_FILES, `has more than ${MAX_ATTACHED_FILES} files`);

/** What a run keeps of a file: where its bytes are follows from the hash. */
export const attachment = z.object({
  /** The id that its asset gets when it is put into a composition. */
  assetId: z.string(),
  name: z.string(),
  kind: z.enum(["image", "video", "audio", "pdf", "text"]),
  mimeType: z.string(),
  sizeInBytes: z.number(),
  /** SHA-256 of the bytes, hex. */
  contentHash: z.string(),
  width: z.number().optional(),
  height: z.number().optional(),
  durationInSeconds: z.number().optional(),
  /** Whether the model gets to see what is in it. */
  isRead: z.boolean(),
});
export type Attachment = z.infer<typeof attachment>;
