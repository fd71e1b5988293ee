import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";

const WORDS = 20;

/** A composition as the agent leaves it: scenes of a picture, narration and captions, one after the other. */
export function sampleFilm(sceneCount: number): Composition {
  const film = emptyComposition();
  const tracks = ["captions", "pictures", "narration"].map((id) => ({ id, name: id, items: [""].slice(1) }));
  for (let scene = 0; scene < sceneCount; scene++) {
    const time = { from: scene * 150, durationInFrames: 150 };
    const picture = `picture-${scene}`;
    const voice = `voice-${scene}`;
    const words = `words-${scene}`;
    film.assets[picture] = {
      id: picture,
      type: "image",
      remoteUrl: `/assets/bench/${scene}.jpg`,
      width: 1920,
      height: 1080,
    };
    film.assets[voice] = {
      id: voice,
      type: "audio",
      remoteUrl: `/assets/bench/${scene}.mp3`,
      durationInSeconds: 5,
    };
    film.items[picture] = { id: picture, type: "image", assetId: picture, ...time };
    film.items[voice] = { id: voice, type: "audio", assetId: voice, ...time };
    film.items[words] = {
      id: words,
      type: "captions",
      ...time,
      captions: Array.from({ length: WORDS }, (_, word) => ({
        text: `word${word} `,
        startMs: word * 240,
        endMs: word * 240 + 230,
      })),
    };
    [words, picture, voice].forEach((id, index) => {
      tracks[index]?.items.push(id);
    });
  }
  return { ...film, tracks };
}
