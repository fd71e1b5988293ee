import type { Locale } from "./locale.ts";

export interface PlannedScene {
  /** At most five words. */
  readonly title: string;
  /** One or two sentences to be spoken. */
  readonly narration: string;
  readonly visualKind: "image" | "video";
  /** English, concrete nouns first. */
  readonly visualPrompt: string;
  /** A file that came along, shown instead of what would be made. */
  readonly assetId?: string;
  /** One that is heard instead of a narrator. */
  readonly narrationAssetId?: string;
}

export interface Plan {
  readonly title: string;
  readonly locale: Locale;
  readonly mood: string;
  readonly scenes: readonly PlannedScene[];
  /** How many scenes were asked for, when that is more than a plan can have. */
  readonly askedFor?: number;
}

/** No plan has more scenes than this. */
export const MOST_SCENES = 100;
