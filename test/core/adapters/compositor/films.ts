import type { Composition, Item } from "../../../../core/contract/composition.ts";

export type Size = readonly [width: number, height: number];

export const wide: Size = [1920, 1080];
export const tall: Size = [1080, 1920];
export const square: Size = [1080, 1080];

const sentences = {
  en: "The moon slides in front of the sun, and for two minutes the day turns dark. Then light comes back.",
  ko: "달이 태양 앞을 지나가면 이 분 동안 낮이 어두워집니다. 그리고 빛이 돌아옵니다.",
};
const titles = { en: "A Solar Eclipse", ko: "개기 일식의 원리" };

/** Each word for 300 ms, of which it is spoken 280. */
export const wordsOf = (text: string) =>
  text.split(" ").map((word, index) => ({ text: word, startMs: index * 300, endMs: index * 300 + 280 }));

/** One segment of the last items given at the back; pictures and clips are those of the stills' media host. */
export function filmOf([compositionWidth, compositionHeight]: Size, items: readonly Item[]): Composition {
  return {
    fps: 30,
    compositionWidth,
    compositionHeight,
    tracks: items.map(({ id }) => ({ id: `track of ${id}`, items: [id] })),
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: {
      dark: { id: "dark", type: "image", remoteUrl: "/assets/dark.png" },
      light: { id: "light", type: "image", remoteUrl: "/assets/light.png" },
      large: { id: "large", type: "image", remoteUrl: "/assets/large.png" },
      photo: { id: "photo", type: "image", remoteUrl: "/assets/photo.jpg" },
      badge: { id: "badge", type: "image", remoteUrl: "/assets/badge.png" },
      clip: { id: "clip", type: "video", remoteUrl: "/assets/clip.mp4" },
    },
  };
}

/** What most segments are: a moving picture, a title that fades, captions by the word. 5 s. */
export function narratedScene(size: Size, language: "en" | "ko"): Composition {
  const durationInFrames = 150;
  return filmOf(size, [
    {
      id: "captions",
      type: "captions",
      from: 0,
      durationInFrames,
      captions: wordsOf(sentences[language]),
      locale: language,
    },
    {
      id: "title",
      type: "text",
      text: titles[language],
      from: 0,
      durationInFrames: 60,
      fadeInDurationInSeconds: 0.5,
      fadeOutDurationInSeconds: 0.5,
    },
    {
      id: "picture",
      type: "image",
      assetId: "dark",
      from: 0,
      durationInFrames,
      kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.2, x: 0.7, y: 0.4 } },
      fadeOutDurationInSeconds: 0.4,
    },
  ]);
}
