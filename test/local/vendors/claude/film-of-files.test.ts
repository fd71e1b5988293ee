import { describe, expect, it } from "vitest";
import { askPlanner, callsIn, EMPTY, filmFor } from "./ask-planner.ts";

const BEACH =
  '<attachment assetId="attachment-1" name="beach at_dusk.jpg" type="image" width="640" height="480" />';
const CAMERA =
  '<attachment assetId="attachment-2" name="IMG_2041.png" type="image" width="64" height="64" />';
const CLIP = '<attachment assetId="attachment-3" name="surf.mp4" type="video" durationInSeconds="4.00" />';
const VOICE = '<attachment assetId="attachment-4" name="me.mp3" type="audio" durationInSeconds="12.00" />';
const BRIEF = '<attachment name="brief.pdf" type="pdf" />';
const ALL = BEACH + CAMERA + CLIP + VOICE + BRIEF;

const shownIn = (instruction: string, extra = ALL) =>
  filmFor(instruction, { extra }).scenes.map(({ assetId, visualKind }) => [assetId, visualKind]);
const EACH = [
  ["attachment-1", "image"],
  ["attachment-2", "image"],
  ["attachment-3", "video"],
];

describe("a film of attached files", () => {
  it.each([
    "Make a film of these pictures",
    "Turn these photos into a short video",
    "make me a nice slideshow with the attached files",
    "I'd like a movie from the photos I uploaded, please",
    "이 사진들로 영상 만들어줘",
    "이 사진들을 영상으로 만들어 주세요",
    "첨부한 사진 세 장으로 영상을 만들어줘",
    "Haz un vídeo con estas fotos",
    "Convierte estas imágenes en un vídeo",
    "Crea una película de mis 3 fotos",
  ])("has a scene for each, in their order: %s", (instruction) => {
    expect(shownIn(instruction)).toEqual(EACH);
  });

  it.each<[string, string, RegExp]>([
    ["Make a film of my 3 photos about the sea", "en", /sea/i],
    ["Create a video about a solar eclipse with these pictures", "en", /moon/i],
    ["이 사진들로 블랙홀에 대한 영상을 만들어줘", "ko", /중력|블랙홀/],
    ["Haz un vídeo con mis fotos sobre los volcanes", "es", /magma|volcanes/i],
  ])("says what is known of its topic: %s", (instruction, locale, said) => {
    const film = filmFor(instruction, { extra: ALL });
    expect(film.locale).toBe(locale);
    expect(film.scenes.map(({ assetId }) => assetId)).toEqual(EACH.map(([assetId]) => assetId));
    expect(film.scenes.map(({ narration }) => narration).join(" ")).toMatch(said);
    expect(film.title).not.toMatch(/photo|picture|사진|foto/i);
  });

  it("has as many scenes as are asked for: more are generated, or are seen again without a topic", () => {
    expect(shownIn("Explain the tides in 4 scenes using my photos")).toEqual([...EACH, [undefined, "image"]]);
    expect(shownIn("Explain the tides in 2 scenes using my photos")).toEqual(EACH.slice(0, 2));
    expect(shownIn("Make a film of these pictures in 4 scenes")).toEqual([...EACH, EACH[0]]);
  });

  it("calls what it knows nothing of by its name, if that is one", () => {
    const { title, scenes } = filmFor("Make a film of these pictures", { extra: ALL });
    expect(title).toBe("My pictures");
    expect(scenes.map((scene) => [scene.title, scene.narration])).toEqual([
      ["Beach at dusk", "Picture 1: beach at dusk."],
      ["Picture 2", "Picture 2."],
      ["Surf", "Picture 3: surf."],
    ]);
  });

  it.each([
    "Make a film of these pictures with my recording as narration",
    "이 사진들로 내 목소리를 넣어서 영상을 만들어줘",
    "Haz un vídeo con estas fotos y mi voz",
  ])("is narrated by a recording that is called one: %s", (instruction) => {
    const { scenes } = filmFor(instruction, { extra: ALL });
    expect(scenes.map(({ narrationAssetId }) => narrationAssetId)).toEqual([
      "attachment-4",
      undefined,
      undefined,
    ]);
    expect(scenes[0]?.narration).toBe("");
  });

  it.each(["Explain the tides in 2 scenes", "블랙홀을 두 장면으로 설명해줘"])(
    "is not made of what nothing speaks of: %s",
    (instruction) => {
      expect(shownIn(instruction)).toEqual([
        [undefined, "image"],
        [undefined, "image"],
      ]);
    },
  );

  it.each([
    "Use this photo as the background",
    "Add the attached clip to the film",
    "이 사진을 배경으로 써줘",
    "이 사진을 영상에 넣어줘",
    "Usa esta foto como fondo",
  ])("is not made where one is to be edited: %s", (instruction) => {
    const extra = instruction.includes("clip") ? CLIP : BEACH;
    const calls = callsIn(askPlanner(instruction, { composition: EMPTY, extra }));
    expect(calls.map(({ name }) => name)).toEqual(["add_item"]);
  });
});
