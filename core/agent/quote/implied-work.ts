import type { RunAgentBody } from "../../contract/agent-api.ts";
import type { Composition } from "../../contract/composition.ts";
import { MAX_SCENES } from "../../contract/job-api.ts";
import { exactly, NONE, type Range } from "./ranges.ts";
import {
  ALL,
  CLIP,
  COLOR,
  EDITS,
  LOUDNESS,
  MAKES,
  NO_MEDIA,
  OWN_VISUALS,
  PICTURE,
  REMAKES,
  REMOVES_OR_MOVES,
  SPEECH,
  scenesNamed,
  secondsNamed,
  WANTS_CLIPS,
  WANTS_FILM,
  WANTS_FILM_OF,
} from "./request-words.ts";

/** What a request will probably have made, before a model has read it. */
export type ImpliedWork =
  | {
      readonly kind: "long-video";
      readonly scenes: Range;
      /** Clips are asked for instead of pictures. */
      readonly wantsClips: boolean;
      /** Attached pictures and clips that its scenes can show. */
      readonly ownVisuals: number;
      /** How many of its scenes will probably show one. */
      readonly ownScenes: number;
    }
  | {
      readonly kind: "edit";
      readonly images: Range;
      readonly clips: Range;
      /** Texts that are spoken. */
      readonly speeches: Range;
    };

interface Asked extends Pick<RunAgentBody, "message" | "scenes" | "selectedItemContext"> {
  /** Attached pictures and clips. @default 0 */
  readonly ownVisuals?: number;
}

/** Scenes of a film when nobody says how many. */
const USUAL_SCENES: Range = { min: 4, expected: 6, max: 8 };
/** Of a scene, when a film's length is named. */
const SECONDS_A_SCENE = { shortest: 3, usual: 6, longest: 15 };
/** Things that one edit makes anew, at most. */
const MAX_REMADE = 12;

const nothing = { kind: "edit", images: NONE, clips: NONE, speeches: NONE } as const;
const ONE = exactly(1);
const PERHAPS_ONE: Range = { min: 0, expected: 0, max: 1 };

/**
 * Reads out of a request what it will cost: exactly where it says so (`scenes`, an edit that implies one tool), else as a
 * range. It decides nothing but money: what is done is for the model to read.
 */
export function impliedWork(asked: Asked, composition: Composition): ImpliedWork {
  const { message, scenes, selectedItemContext, ownVisuals = 0 } = asked;
  // What is to be written in the film says nothing of what is to be done.
  const text = message.replace(/"[^"]*"|“[^”]*”|«[^»]*»|(?<!\p{L})'[^']*'(?!\p{L})/gu, " ");
  const showsOwn = ownVisuals > 0 && OWN_VISUALS.test(text);
  const film = (counted: Range): ImpliedWork => ({
    kind: "long-video",
    scenes: counted,
    wantsClips: WANTS_CLIPS.test(text),
    ownVisuals,
    ownScenes: showsOwn ? Math.min(ownVisuals, counted.expected) : 0,
  });
  if (scenes !== undefined) return film(exactly(scenes));
  if (selectedItemContext) return editOf(text, composition, selectedItemContext.itemId);
  const named = scenesNamed(text);
  if (named !== undefined && !REMOVES_OR_MOVES.test(text)) {
    return film(exactly(Math.min(MAX_SCENES, named)));
  }
  const isEmpty = Object.keys(composition.items).length === 0;
  if (showsOwn && WANTS_FILM_OF.test(text)) return film(scenesOfFiles(ownVisuals));
  if (WANTS_FILM.test(text) || (isEmpty && !showsOwn && !EDITS.test(text))) return film(scenesOfLength(text));
  return editOf(text, composition);
}

/** One for each of them, unless the model has a better idea. */
const scenesOfFiles = (count: number): Range => ({
  min: 1,
  expected: count,
  max: Math.max(USUAL_SCENES.max, count),
});

function scenesOfLength(text: string): Range {
  const seconds = secondsNamed(text);
  if (seconds === undefined) return USUAL_SCENES;
  const count = (each: number) => Math.min(MAX_SCENES, Math.max(1, Math.round(seconds / each)));
  const { shortest, usual, longest } = SECONDS_A_SCENE;
  return { min: count(longest), expected: count(usual), max: count(shortest) };
}

function editOf(text: string, { items }: Composition, selectedItemId?: string): ImpliedWork {
  const selected = selectedItemId === undefined ? undefined : items[selectedItemId]?.type;
  const shown = Object.values(items).filter(({ type }) => type === "image" || type === "video");
  if (SPEECH.test(text) && !REMOVES_OR_MOVES.test(text) && !LOUDNESS.test(text)) {
    return { ...nothing, speeches: ONE };
  }
  if (REMOVES_OR_MOVES.test(text) && !REMAKES.test(text)) return nothing;
  const isOfPictures = selected === "image" || PICTURE.test(text);
  const isOfClips = selected === "video" || (CLIP.test(text) && !isOfPictures);
  const makes = REMAKES.test(text) || MAKES.test(text);
  if (makes && (isOfPictures || isOfClips) && !NO_MEDIA.test(text)) {
    const count = ALL.test(text) ? several(shown.length) : ONE;
    if (COLOR.test(text)) return { ...nothing, images: PERHAPS_ONE };
    // A picture may become a clip.
    if (isOfPictures && CLIP.test(text)) return { ...nothing, images: PERHAPS_ONE, clips: PERHAPS_ONE };
    return isOfClips ? { ...nothing, clips: count } : { ...nothing, images: count };
  }
  if (NO_MEDIA.test(text) || (selected !== undefined && selected !== "image" && selected !== "video")) {
    return isOfPictures ? { ...nothing, images: PERHAPS_ONE } : nothing;
  }
  // "The white sofa in black leather": of something in a picture.
  if (REMAKES.test(text) && shown.length > 0) return remadeThing(shown);
  return { ...nothing, images: PERHAPS_ONE, ...(CLIP.test(text) && { clips: PERHAPS_ONE }) };
}

function remadeThing(shown: readonly { readonly type: string }[]): ImpliedWork {
  const hasImages = shown.some(({ type }) => type === "image");
  const hasClips = shown.some(({ type }) => type === "video");
  if (hasImages && hasClips) return { ...nothing, images: { ...ONE, min: 0 }, clips: PERHAPS_ONE };
  return hasClips ? { ...nothing, clips: ONE } : { ...nothing, images: ONE };
}

function several(count: number): Range {
  const most = Math.min(MAX_REMADE, Math.max(1, count));
  return { min: 1, expected: most, max: most };
}
