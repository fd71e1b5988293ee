import { about, at, between, colour, is, less, mentions, more } from "./checks.ts";
import type { InstructionSet } from "./instruction.ts";

/*
 * The same kinds of wishes in other words. Neither the agent's prompt nor the local planner's grammar was made for these:
 * what fails here says how far they carry. Not required to pass; printed with the score.
 */
export const heldOut: readonly InstructionSet[] = [
  {
    locale: "en",
    instructions: [
      {
        message:
          "We need a caption reading 'Free delivery' in the top left, two seconds long, starting at 7 seconds",
        outcome: {
          added: [
            {
              text: is("Free delivery"),
              fromSeconds: about(7),
              seconds: about(2),
              place: at("start", "start"),
            },
          ],
        },
      },
      {
        message: "The price tag could use a smaller font",
        outcome: { changed: { price: { fontSize: less } } },
      },
      {
        message: "Paint the living room sofa green",
        outcome: {
          repainted: {
            "room.picture": { type: "image", prompt: mentions("green", "sofa", "window", "-white sofa") },
          },
        },
      },
      { message: "Drop the logo, we don't need it", outcome: { removed: ["logo"] } },
    ],
  },
  {
    locale: "ko",
    instructions: [
      { message: "타이틀 색을 노랗게 해줘", outcome: { changed: { title: { color: colour("yellow") } } } },
      {
        message: "로고를 왼쪽 아래 구석으로 옮겨 주세요",
        outcome: { changed: { logo: { left: between(60, 200), top: between(800, 1000) } } },
      },
      { message: "이 영상에 장면이 몇 개 있어?", outcome: { says: mentions("3|세") } },
    ],
  },
  {
    locale: "es",
    instructions: [
      { message: "Sube un poco el volumen de la música", outcome: { film: { decibels: more } } },
      {
        message: "El título tendría que durar 5 segundos",
        outcome: { changed: { title: { seconds: about(5) } } },
      },
      {
        message: "Elimina la escena de la cocina",
        outcome: {
          removed: ["kitchen.picture", "kitchen.captions", "kitchen.voice"],
          changed: {
            "garden.picture": { fromSeconds: about(5) },
            "garden.captions": { fromSeconds: about(5.2) },
            "garden.voice": { fromSeconds: about(5.2) },
            price: { fromSeconds: about(6) },
            logo: { seconds: about(11) },
          },
        },
      },
    ],
  },
];
