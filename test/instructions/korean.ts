import { about, at, atMost, between, colour, is, less, mentions, more } from "./checks.ts";
import type { InstructionSet } from "./instruction.ts";

const WHICH = mentions("\\?|알려|말씀");

const later = (name: string, bySeconds: number, from: number) => ({
  [`${name}.picture`]: { fromSeconds: about(from + bySeconds) },
  [`${name}.captions`]: { fromSeconds: about(from + 0.2 + bySeconds) },
  [`${name}.voice`]: { fromSeconds: about(from + 0.2 + bySeconds) },
});

export const korean: InstructionSet = {
  locale: "ko",
  instructions: [
    {
      message: "화면 중앙에 '여름 세일' 타이틀 3초간 추가해줘.",
      outcome: {
        added: [
          { type: is("text"), text: is("여름 세일"), seconds: about(3), place: at("middle", "middle") },
        ],
      },
    },
    {
      message: "흰색 쇼파를 가죽 검은색으로 변경",
      outcome: {
        repainted: {
          "room.picture": {
            type: "image",
            prompt: mentions("black", "leather", "sofa", "living room", "window", "-white sofa"),
          },
        },
      },
    },
    {
      message: "정원 장면의 배경을 해 질 녘 바닷가로 바꿔줘",
      outcome: {
        repainted: { "garden.picture": { type: "image", prompt: mentions("beach|sea|ocean|coast|바닷가") } },
      },
    },
    {
      message: "두 번째 이미지를 눈 덮인 산으로 바꿔줘",
      outcome: {
        repainted: { "kitchen.picture": { type: "image", prompt: mentions("mountain", "-kitchen") } },
      },
    },
    {
      message: "로고를 절반 크기로 줄여줘",
      outcome: {
        changed: {
          logo: { width: about(120, 2), height: about(60, 2), left: between(40, 130), top: between(30, 120) },
        },
      },
    },
    { message: "제목을 파란색으로 바꿔줘", outcome: { changed: { title: { color: colour("blue") } } } },
    {
      message: "제목 문구를 '봄맞이 대청소'로 바꿔줘",
      outcome: { changed: { title: { text: is("봄맞이 대청소") } } },
    },
    {
      message: "자막을 화면 위쪽으로 옮겨줘",
      outcome: {
        changed: Object.fromEntries(
          ["room", "kitchen", "garden"].map((name) => [`${name}.captions`, { place: at("any", "start") }]),
        ),
      },
    },
    {
      message: "두 번째 장면을 삭제해줘",
      outcome: {
        removed: ["kitchen.picture", "kitchen.captions", "kitchen.voice"],
        changed: {
          ...later("garden", -4, 9),
          price: { fromSeconds: about(6) },
          logo: { seconds: about(11) },
        },
      },
    },
    { message: "가격 문구를 2초 더 길게 보여줘", outcome: { changed: { price: { seconds: about(5) } } } },
    { message: "배경 음악을 신나는 걸로 바꿔줘", outcome: { film: { mood: is("upbeat") } } },
    { message: "배경 음악은 빼줘", outcome: { film: { mood: is("none") } } },
    {
      message: "내레이션 소리를 줄여줘",
      outcome: {
        changed: Object.fromEntries(
          ["room", "kitchen", "garden"].map((name) => [`${name}.voice`, { decibelAdjustment: less }]),
        ),
      },
    },
    {
      message: "첫 번째 장면의 내레이션을 '새 매장에 오신 것을 환영합니다.'로 바꿔줘",
      outcome: { respoken: { "room.voice": is("새 매장에 오신 것을 환영합니다.") } },
    },
    {
      message: "제목을 복사해서 9초에 한 번 더 보여줘",
      outcome: {
        added: [{ text: is("우리 집의 봄"), fromSeconds: about(9), seconds: about(3), fontSize: is(96) }],
      },
    },
    {
      message: "마지막에 '고맙습니다'라는 엔드 카드를 추가해줘",
      outcome: { added: [{ preset: is("endCard"), text: mentions("고맙습니다"), fromSeconds: about(15) }] },
    },
    {
      message: "가격이 오른쪽에서 미끄러져 들어오게 해줘",
      outcome: {
        changed: { price: { transitionIn: { label: "a slide to the left", holds: isSlideLeft } } },
      },
    },
    { message: "이 영상은 몇 초짜리야?", outcome: { says: mentions("15") } },
    { message: "더 예쁘게 해줘", outcome: { says: WHICH } },
    { message: "사진을 지워줘", outcome: { says: WHICH } },
    { message: "이 영상을 유튜브에 올려줘", outcome: { says: mentions("없|못|불가|어렵") } },
    {
      message: "첫 장면 내레이션을 음소거해줘",
      outcome: { changed: { "room.voice": { decibelAdjustment: atMost(-60) } } },
    },

    {
      message: "글자 '우리 집의 봄'을 좀 더 크게 해 줄래?",
      outcome: { changed: { title: { fontSize: more } } },
    },
    { message: "로고 좀 없애줘", outcome: { removed: ["logo"] } },
    { message: "음악은 좀 더 작은 소리로 해줘", outcome: { film: { decibels: less } } },
  ],
};

function isSlideLeft(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    "type" in value &&
    value.type === "slide" &&
    "direction" in value &&
    value.direction === "left"
  );
}
