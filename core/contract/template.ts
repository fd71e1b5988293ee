import * as z from "zod";
import { musicMood } from "./composition.ts";

/*
 * A template: what says how a film is made when nobody says otherwise. A stored one may leave anything out; what it leaves
 * out, or has wrong, comes from the next in line (core/catalog/templates).
 */

const words = (most: number) => z.string().trim().min(1).max(most);
const color = z.string().regex(/^#[0-9a-fA-F]{6}$/, "must be a colour like #1a2b3c");
const size = z.enum(["small", "medium", "large"]);
const cardText = z.string().trim().max(300);

export const templateId = z
  .string()
  .regex(/^[\w][\w.-]{0,99}$/, "must be up to 100 letters, digits, dots, dashes and underscores");

/** `text` is read on `background`; `accent` is for what stands out. */
const palette = z.object({ accent: color, text: color, background: color });

const type = z.object({
  /** The families and weights that the site ships. */
  fontFamily: z.enum(["Inter", "Noto Sans KR"]),
  fontWeight: z.literal([500, 700, 800]),
});

const title = z.object({
  position: z.enum(["top", "center", "none"]),
  size,
  align: z.enum(["left", "center", "right"]),
  color: z.enum(["text", "accent"]),
  /** On a plate of the palette's background. */
  hasPlate: z.boolean(),
  /** What is not `fade` or `none` takes longer to render. */
  transition: z.enum(["none", "fade", "slide", "scale", "wipe"]),
  durationInSeconds: z.number().min(0.5).max(20),
});

const captions = z.object({
  position: z.enum(["bottom", "middle", "top", "none"]),
  size,
  hasPlate: z.boolean(),
  maxLines: z.number().int().min(1).max(3),
});

const motion = z.object({
  /** How pictures move. */
  kenBurns: z.enum(["none", "gentle", "strong"]),
  /** How a scene's picture comes; `none` is a cut. */
  transition: z.enum(["none", "fade", "slide", "scale", "wipe"]),
});

const pacing = z.object({
  minSentences: z.number().int().min(1).max(8),
  maxSentences: z.number().int().min(1).max(8),
  /** Silence around a scene's voice in all, 0.2 s of it before. */
  airInSeconds: z.number().min(0.3).max(5),
});

/** The vendor's voice by language; core/catalog/voices knows them. */
const voices = z.object({ en: words(50), ko: words(50), es: words(50) });

/** After the last scene; lines by language. 0 seconds, or no text in the film's language: there is none. */
const endCard = z.object({
  durationInSeconds: z.number().min(0).max(15),
  en: cardText,
  ko: cardText,
  es: cardText,
});

export const template = z.object({
  templateId,
  name: words(100),
  tone: words(500),
  mood: words(60),
  /** `auto`: the bed that the mood of the plan asks for. */
  music: z.enum([...musicMood.options, "none", "auto"]),
  /** Said after every visual prompt; empty: nothing is. */
  pictureStyle: z.string().trim().max(300),
  palette,
  type,
  title,
  captions,
  motion,
  pacing,
  voices,
  endCard,
});
export type Template = z.infer<typeof template>;

/** What the layout of a film takes from its template; kept with the job, so that a resumed film looks like its beginning. */
export const filmLook = z.object({
  palette,
  type,
  title,
  captions,
  motion,
  airInSeconds: pacing.shape.airInSeconds,
  endCard: z.object({ durationInSeconds: endCard.shape.durationInSeconds, text: cardText }),
});
export type FilmLook = z.infer<typeof filmLook>;

/** Something of a template's that is not used as it is. `field` is a path in the template. */
export interface TemplateProblem {
  readonly severity: "info" | "warning" | "error";
  readonly field: string;
  readonly message: string;
}
