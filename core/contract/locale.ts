import * as z from "zod";

/** The languages that messages, voices and templates come in. */
export const locales = ["en", "ko", "es"] as const;
export const locale = z.enum(locales);
export type Locale = z.infer<typeof locale>;
