import type { Locale } from "../contract/locale.ts";

/** What a template says of how a film is made; the model reads it, and the narrator's voice follows it. */
export interface Template {
  readonly templateId: string;
  readonly tone: string;
  readonly mood: string;
  /** CSS colours, the first one for type that stands out. */
  readonly palette: readonly string[];
  readonly pacing: string;
  /** Voice by language; a language that is missing speaks with its default. */
  readonly voices: Readonly<Partial<Record<Locale, string>>>;
}

const templates: readonly Template[] = [
  {
    templateId: "system_default",
    tone: "clear and friendly, for a curious general audience",
    mood: "warm",
    palette: ["#ffd84a", "#ffffff", "#101828"],
    pacing: "calm: two or three sentences a scene",
    voices: {},
  },
  {
    templateId: "sod",
    tone: "brisk story of the day: a hook first, then one fact a scene",
    mood: "energetic",
    palette: ["#ff5a3c", "#ffffff", "#141414"],
    pacing: "fast: one or two short sentences a scene",
    voices: { en: "Matthew", es: "Pedro", ko: "Seoyeon" },
  },
  {
    templateId: "review-owl",
    tone: "fair reviewer: what it is, what is good, what is not, for whom it is",
    mood: "thoughtful",
    palette: ["#7cc4ff", "#ffffff", "#0b1b2b"],
    pacing: "even: two sentences a scene",
    voices: { en: "Ruth", es: "Lupe", ko: "Jihye" },
  },
];

/** Undefined for an id that nobody knows. */
export const findTemplate = (templateId: string): Template | undefined =>
  templates.find((template) => template.templateId === templateId);

/** What is used when nothing else is said. */
export function defaultTemplate(): Template {
  const [first] = templates;
  if (first === undefined) throw new RangeError("There is no template.");
  return first;
}
