import { voiceFor } from "../../core/catalog/voices.ts";
import type { Asset, Caption, Composition, Item } from "../../core/contract/composition.ts";
import type { Locale } from "../../core/contract/locale.ts";
import { spreadWords } from "../../core/scenes/spread-words.ts";

/** What is read and heard in the film that instructions are about. */
interface Words {
  readonly title: string;
  readonly price: string;
  readonly narration: { readonly room: string; readonly kitchen: string; readonly garden: string };
}

const words: Readonly<Record<Locale, Words>> = {
  en: {
    title: "Spring at Home",
    price: "From $99",
    narration: {
      room: "A room to come home to.",
      kitchen: "A kitchen that is fun to cook in.",
      garden: "And a garden for long evenings with friends.",
    },
  },
  ko: {
    title: "우리 집의 봄",
    price: "9만 9천 원부터",
    narration: {
      room: "돌아오고 싶은 거실입니다.",
      kitchen: "요리가 즐거워지는 부엌입니다.",
      garden: "친구들과 긴 저녁을 보내는 정원까지.",
    },
  },
  es: {
    title: "Primavera en casa",
    price: "Desde 99 €",
    narration: {
      room: "Una sala a la que da gusto volver.",
      kitchen: "Una cocina donde cocinar es divertido.",
      garden: "Y un jardín para las noches largas con amigos.",
    },
  },
};

const prompts = {
  room: "bright living room with a white sofa, wooden floor, large window",
  kitchen: "modern kitchen with a marble counter and copper pans",
  garden: "green garden with a wooden table and lanterns",
};

const FPS = 30;

/** Seconds. */
const scenes = [
  { name: "room", id: "scene-1", from: 0, length: 5 },
  { name: "kitchen", id: "scene-2", from: 5, length: 4 },
  { name: "garden", id: "scene-3", from: 9, length: 6 },
] as const;

/** How long the film is, in seconds. */
export const FILM_SECONDS = 15;

/**
 * A film as a person has it on the table: three narrated, captioned scenes of 5, 4 and 6 s, a title over the first, a price
 * over the last, a logo over all, and music.
 *
 * @param mediaUrl where its pictures are, without a slash at the end
 */
export function startingFilm(locale: Locale, mediaUrl: string): Composition {
  const { title, price, narration } = words[locale];
  const items: Item[] = [
    {
      id: "logo",
      type: "image",
      assetId: "logo",
      ...span(0, 15),
      left: 60,
      top: 50,
      width: 240,
      height: 120,
      fit: "contain",
    },
    {
      id: "title",
      type: "text",
      text: title,
      ...span(0, 3),
      fontSize: 96,
      fontWeight: 700,
      color: "#ffffff",
    },
    { id: "price", type: "text", text: price, ...span(10, 3), ...priceLook },
  ];
  const assets: Asset[] = [
    { id: "logo", type: "image", name: "logo", remoteUrl: `${mediaUrl}/logo.jpg`, width: 480, height: 240 },
  ];
  for (const { name, id: sceneId, from, length } of scenes) {
    const scene = { jobId: "job_7", sceneId };
    const said = narration[name];
    const spoken = { ...scene, ...span(from + 0.2, length - 0.6) };
    const captions: Caption[] = spreadWords(said, (length - 0.6) * 1000);
    items.push(
      {
        ...scene,
        id: `${name}.captions`,
        type: "captions",
        captions,
        locale,
        ...span(from + 0.2, length - 0.6),
      },
      {
        ...scene,
        id: `${name}.picture`,
        type: "image",
        assetId: `${name}-picture`,
        fit: "cover",
        ...span(from, length),
      },
      { ...spoken, id: `${name}.voice`, type: "audio", assetId: `${name}-voice` },
    );
    assets.push(
      { id: `${name}-picture`, type: "image", prompt: prompts[name], remoteUrl: `${mediaUrl}/${name}.jpg` },
      {
        id: `${name}-voice`,
        type: "audio",
        spokenText: said,
        voiceId: voiceFor(locale).voiceId,
        remoteUrl: `${mediaUrl}/${name}.mp3`,
        durationInSeconds: length - 0.6,
      },
    );
  }
  const inTrack = (type: Item["type"]) => items.filter((item) => item.type === type && item.id !== "logo");
  return {
    fps: FPS,
    compositionWidth: 1920,
    compositionHeight: 1080,
    tracks: [
      { id: "brand", name: "brand", items: ["logo"] },
      { id: "type", name: "type", items: inTrack("text").map(({ id }) => id) },
      { id: "captions", name: "captions", items: inTrack("captions").map(({ id }) => id) },
      { id: "pictures", name: "pictures", items: inTrack("image").map(({ id }) => id) },
      { id: "voices", name: "voices", trackType: "audio", items: inTrack("audio").map(({ id }) => id) },
    ],
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: Object.fromEntries(assets.map((asset) => [asset.id, asset])),
    music: { mood: "chill" },
  };
}

const span = (fromSeconds: number, seconds: number) => ({
  from: Math.round(fromSeconds * FPS),
  durationInFrames: Math.round(seconds * FPS),
});

const priceLook = {
  left: 134,
  top: 702,
  width: 800,
  height: 302,
  fontSize: 70,
  color: "#ffe08a",
  align: "left",
} as const;
