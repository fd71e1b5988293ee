import * as z from "zod";
import { webhookUrl } from "./webhook-api.ts";

/*
 * Bodies and queries of the Project API, without what says who is calling (`email`, the `api-key` header). Field names
 * are the published docs'. Unknown fields are ignored. `null` means "not given" where the docs allow leaving it out.
 */

/** Characters of a name, at most. */
const MAX_NAME_CHARACTERS = 200;
const MAX_SETTINGS_BYTES = 64 * 1024;
/** Bytes of one chat message in UTF-8, at most. */
const MAX_CHAT_BYTES = 16 * 1024;

const sizeInBytes = (text: string): number => new TextEncoder().encode(text).byteLength;

const name = z.lazy(() =>
  z
    .string()
    .max(MAX_NAME_CHARACTERS, `must have at most ${MAX_NAME_CHARACTERS} characters`)
    .refine((text) => text.trim() !== "", "must not be empty"),
);
const settings = z.lazy(() =>
  z
    .record(z.string(), z.unknown())
    .refine(
      (value) => sizeInBytes(JSON.stringify(value)) <= MAX_SETTINGS_BYTES,
      `must have at most ${MAX_SETTINGS_BYTES} bytes`,
    ),
);
const templateId = z.lazy(() => z.string().min(1).max(200));
/** Checked by core/compositions, which knows about references. */
const composition = z.lazy(() => z.record(z.string(), z.unknown()));

/** `POST /api/video-project` */
export const createProjectBody = z.lazy(() =>
  z.object({
    name: name.nullish(),
    composition: composition.nullish(),
    settings: settings.nullish(),
    templateId: templateId.nullish(),
  }),
);

/** `PUT /api/video-project/:id`. `rendering` is set by renders alone. */
export const updateProjectBody = z.lazy(() =>
  z.object({
    name: name.optional(),
    status: z.enum(["draft", "completed", "failed"]).optional(),
    thumbnail_url: z
      .url({ protocol: /^https?$/ })
      .max(4096)
      .nullable()
      .optional(),
    settings: settings.optional(),
    templateId: templateId.nullable().optional(),
  }),
);

/** `PATCH /api/video-project/:id/composition` */
export const patchCompositionBody = z.lazy(() =>
  z.object({
    operation: z.enum(["replace", "merge"]),
    data: z.object({ composition }),
  }),
);

/** `POST /api/video-project/:id/duplicate` */
export const duplicateProjectBody = z.lazy(() => z.object({ name: name.nullish() }));

/** `POST /api/video-project/:id/render` */
export const renderProjectBody = z.lazy(() =>
  z.object({
    resolution: z.enum(["720p", "1080p", "source"]).nullish(),
    webhook_url: webhookUrl.nullish(),
  }),
);

/** `POST /api/video-project/:id/chat` */
export const appendChatBody = z.lazy(() =>
  z.object({
    message: z.object({
      role: z.enum(["user", "assistant", "system"]),
      content: z
        .string()
        .min(1)
        .refine((text) => sizeInBytes(text) <= MAX_CHAT_BYTES, `must have at most ${MAX_CHAT_BYTES} bytes`),
    }),
  }),
);

const MAX_PAGE_SIZE = 50;
const wholeNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "must be a whole number, 1 or more")
  .transform(Number);

/** `GET /api/video-project` */
export const listProjectsQuery = z.lazy(() =>
  z.object({
    page: wholeNumber.default(1),
    pageSize: wholeNumber.default(12).transform((size) => Math.min(size, MAX_PAGE_SIZE)),
    search: z.string().max(MAX_NAME_CHARACTERS).optional(),
    sort: z.enum(["latest", "oldest", "name-asc", "name-desc"]).default("latest"),
    status: z.enum(["draft", "rendering", "completed", "failed"]).optional(),
  }),
);
export type ProjectListing = z.infer<typeof listProjectsQuery>;

/** `GET /api/video-project/:id`. `chatBefore` is the `id` of a chat message: the 200 before it are given. */
export const getProjectQuery = z.lazy(() => z.object({ chatBefore: z.string().max(300).optional() }));
