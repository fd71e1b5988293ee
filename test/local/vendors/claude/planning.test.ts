import { describe, expect, it } from "vitest";
import { matches } from "../../../../local/vendors/claude/planner/fit-schema.ts";
import { askPlanner, callsIn, type Film, filmFor, saidIn } from "./ask-planner.ts";
import { TOOLS } from "./emulator.ts";

/** Instruction, title, locale, number of scenes, something the narration must speak of. */
const REQUESTS: [string, string, string, number, RegExp][] = [
  [
    "Explain how a solar eclipse happens in 4 scenes",
    "How a solar eclipse happens",
    "en",
    4,
    /moon blocks the sunlight/,
  ],
  [
    "Make a 30-second explainer about the new iPhone chip in 8 scenes.",
    "The new iPhone chip",
    "en",
    8,
    /silicon/,
  ],
  ["Make a 30s explainer on Korean street food.", "Korean street food", "en", 5, /rice cakes/],
  ["black holes", "What a black hole is", "en", 5, /gravity/i],
  ["How do vaccines work?", "How vaccines work", "en", 5, /immune/],
  ["the history of the bicycle, in six scenes", "The history of the bicycle", "en", 6, /two wheels/],
  ["Create a one minute video about zebras", "Zebras", "en", 10, /striped African equines/],
  ["make a video on the water cycle for kids, 1 minute", "How the water cycle works", "en", 10, /vapor/],
  ["블랙홀이 뭐야?", "블랙홀이란 무엇인가", "ko", 5, /중력/],
  ["Explica qué es un agujero negro", "Qué es un agujero negro", "es", 5, /luz/],
  ["달이 왜 모양이 변하는지 5개 장면으로 설명해줘", "달의 모양이 변하는 이유", "ko", 5, /태양 빛을 받아/],
  ["지진이 일어나는 원리를 30초 영상으로 만들어줘", "지진이 일어나는 원리", "ko", 5, /판은 해마다/],
  ["비행기는 어떻게 날까?", "비행기가 나는 원리", "ko", 5, /양력/],
  ["파이프 오르간에 대한 영상을 네 장면으로 만들어줘", "파이프 오르간", "ko", 4, /파이프 오르간/],
  ["김치 담그는 법을 세 장면으로 알려주세요", "김치", "ko", 3, /소금/],
  ["Explica cómo funciona un volcán en 3 escenas", "Cómo funciona un volcán", "es", 3, /magma/],
  [
    "Haz un video de 20 segundos sobre la polinización de las abejas",
    "Cómo polinizan las abejas",
    "es",
    3,
    /polen/,
  ],
  ["¿Por qué hay estaciones?", "Por qué hay estaciones", "es", 5, /eje/],
  ["Hazme un video sobre el ajedrez en tres escenas", "El ajedrez", "es", 3, /ajedrez/],
];

function checkScenes(film: Film): void {
  const schema = TOOLS[0]?.input_schema ?? {};
  expect(matches(film, { ...schema })).toBe(true);
  for (const scene of film.scenes) {
    expect(scene.title.split(/\s+/).length, scene.title).toBeLessThanOrEqual(6);
    expect(scene.narration.split(/\s+/).length, scene.narration).toBeLessThanOrEqual(32);
    expect(scene.visualPrompt, scene.narration).toMatch(/^[\x20-\x7e\u00e0-\u00ff]+$/);
  }
  const narrations = film.scenes.map((scene) => scene.narration);
  expect(new Set(narrations).size, "no narration twice").toBe(narrations.length);
}

describe("a topic becomes one plan", () => {
  it.each(REQUESTS)("%s", (instruction, title, locale, count, spoken) => {
    const film = filmFor(instruction);
    expect(film).toMatchObject({ locale, title: expect.stringMatching(new RegExp(`^${title}`)) });
    expect(film.scenes).toHaveLength(count);
    expect(film.scenes.map((scene) => scene.narration).join(" ")).toMatch(spoken);
    checkScenes(film);
  });

  it("gives the same plan to the same request", () => {
    expect(askPlanner("Explain how tides work")).toEqual(askPlanner("Explain how tides work"));
  });

  it("narrates in the locale that is asked for, whatever language the topic is named in", () => {
    expect(filmFor("solar eclipse in 3 scenes", { locale: "ko" })).toMatchObject({
      locale: "ko",
      title: "일식이 일어나는 원리",
    });
    expect(filmFor("일식을 설명해줘", { locale: "es" }).scenes[0]?.narration).toMatch(/Sol|Tierra|Luna/);
  });

  it("takes the number of scenes from its tag before the words", () => {
    expect(
      filmFor("Explain rainbows in 3 scenes", { extra: "<scene_count>7</scene_count>" }).scenes,
    ).toHaveLength(7);
  });

  it.each([
    ["How a rainbow forms in twelve scenes", 12],
    ["무지개가 생기는 원리를 열두 개 장면으로 설명해줘", 12],
    ["Explica el arcoíris en doce escenas", 12],
    ["the life of tigers in 12 scenes", 12],
    ["파이프 오르간을 12장면으로 설명해줘", 12],
  ])("repeats nothing in %s", (instruction, count) => {
    const film = filmFor(instruction);
    expect(film.scenes).toHaveLength(count);
    checkScenes(film);
  });

  it.each(["en", "ko", "es"])(
    "fills a hundred scenes in %s without repetition, and says so when more were asked for",
    (locale) => {
      for (const topic of ["coffee", "a quokka's secret diary"]) {
        const blocks = askPlanner(`Explain ${topic} in 250 scenes`, { locale });
        const film = callsIn(blocks)[0]?.input as unknown as Film;
        expect(film.scenes).toHaveLength(100);
        checkScenes(film);
        expect(saidIn(blocks)).toMatch(/100.*250|250.*100/);
      }
    },
  );

  it("speaks one short sentence where a scene is short", () => {
    const short = filmFor("Make a 16-second video about volcanoes in 8 scenes");
    for (const scene of short.scenes) expect(scene.narration.split(/\s+/).length).toBeLessThanOrEqual(14);
  });

  it("plans clips when clips are asked for", () => {
    expect(filmFor("Explain tides in 2 scenes with video clips").scenes[0]?.visualKind).toBe("video");
    expect(filmFor("Explain tides in 2 scenes").scenes[0]?.visualKind).toBe("image");
  });

  it("names an unknown topic and claims nothing about it", () => {
    const film = filmFor("Explica la flobambería en 4 escenas");
    expect(film.scenes[0]?.narration).toContain("flobambería");
    for (const scene of film.scenes.slice(1, 3)) expect(scene.narration).toMatch(/\?/);
  });
});

describe("what cannot be planned is asked back", () => {
  it.each([
    ["hello", "en", /What would you like/],
    ["make a video", "en", /topic/],
    ["영상을 만들어줘", "ko", /주제/],
    ["haz un video", "es", /tema/],
    ["!!!", "en", /What would you like/],
  ])("%s", (instruction, locale, question) => {
    const blocks = askPlanner(instruction, { locale });
    expect(callsIn(blocks)).toHaveLength(0);
    expect(saidIn(blocks)).toMatch(question);
  });
});
