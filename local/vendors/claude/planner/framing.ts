import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Locale } from "./locale.ts";
import type { PlannedScene } from "./plan.ts";

const localized = z.object({ en: z.string(), ko: z.string(), es: z.string() });
const frame = z.object({ title: localized, narration: localized, visual: z.string() });
type Frame = z.infer<typeof frame>;

const framingSchema = z.object({
  intro: frame,
  lead: frame,
  outro: frame,
  bridge: frame,
  /** Questions and invitations that fit any topic and claim nothing about it. */
  aspects: z.array(frame.extend({ noun: localized })).min(20),
  /** Further ways to come back to an aspect, for very long plans. */
  rounds: z.array(frame).min(3),
});

let loaded: z.infer<typeof framingSchema> | undefined;

function framing(): z.infer<typeof framingSchema> {
  loaded ??= framingSchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, "..", "knowledge", "framing.json"), "utf8")),
  );
  return loaded;
}

interface Fill {
  readonly locale: Locale;
  /** The topic as a phrase of the locale. */
  readonly topic: string;
  /** The thing itself. @default the topic */
  readonly subject?: string;
  /** English words for the pictures of the topic; may be empty. */
  readonly picture: string;
}

function fillIn(from: Frame, fill: Fill, noun = ""): PlannedScene {
  const put = (text: string) =>
    text
      .replaceAll("{topic}", fill.topic)
      .replaceAll("{subject}", fill.subject ?? fill.topic)
      .replaceAll("{noun}", noun);
  return {
    title: put(from.title[fill.locale]),
    narration: put(from.narration[fill.locale]),
    visualKind: "image",
    visualPrompt: [fill.picture, from.visual].filter((part) => part !== "").join(", "),
  };
}

/** The scene that names the topic; `leads` when statements about something more general follow. */
export function introScene(fill: Fill, leads = false): PlannedScene {
  return fillIn(leads ? framing().lead : framing().intro, fill);
}

export function outroScene(fill: Fill): PlannedScene {
  return fillIn(framing().outro, fill);
}

/** The scene that leads over to a neighbouring topic. */
export function bridgeScene(fill: Fill): PlannedScene {
  return fillIn(framing().bridge, fill);
}

/** As many different scenes that ask and invite as there are: more than a plan can have. */
export function* aspectScenes(fill: Fill): Generator<PlannedScene> {
  const { aspects, rounds } = framing();
  for (const aspect of aspects) yield fillIn(aspect, fill);
  for (const round of rounds) {
    for (const aspect of aspects) {
      const scene = fillIn(round, fill, aspect.noun[fill.locale]);
      yield { ...scene, visualPrompt: `${scene.visualPrompt}, ${aspect.visual}` };
    }
  }
}
