import { describe, expect, it } from "vitest";
import { askPlanner, callsIn, EMPTY, saidIn } from "./ask-planner.ts";

const FILM = {
  ...EMPTY,
  music: { mood: "chill" },
  items: {
    one: { id: "one", type: "image", assetId: "a", from: 0, durationInFrames: 150 },
    two: { id: "two", type: "image", assetId: "b", from: 150, durationInFrames: 225 },
    title: { id: "title", type: "text", text: "Spring", from: 60, durationInFrames: 90 },
  },
};

describe("a question about the film", () => {
  it.each([
    ["How long is this video?", "12.5"],
    ["이 영상 길이가 얼마나 돼요?", "12.5"],
    ["¿Cuánto dura el vídeo?", "12.5"],
    ["How many scenes are there?", "2"],
    ["장면이 몇 개야?", "2"],
    ["What does the title say?", "Spring"],
    ["제목에 뭐라고 적혀 있어요?", "Spring"],
    ["¿Cuándo aparece el título?", "2"],
    ["What music does it have?", "chill"],
  ])("is answered from the composition, without a change: %s", (instruction, answer) => {
    const locale = /[가-힣]/.test(instruction) ? "ko" : instruction.startsWith("¿") ? "es" : "en";
    const blocks = askPlanner(instruction, { composition: FILM, locale });
    expect(callsIn(blocks)).toEqual([]);
    expect(saidIn(blocks)).toContain(answer);
  });

  it("is not what a question about the world is", () => {
    const [call] = callsIn(askPlanner("How long is the life of a bee?"));
    expect(call?.name).toBe("plan_long_video");
  });

  it.each(["E-mail this video to my boss", "이 영상을 유튜브에 올려줘", "Comparte el vídeo con Ana"])(
    "and what nobody can do here is declined: %s",
    (instruction) => {
      const blocks = askPlanner(instruction, { composition: FILM, locale: "en" });
      expect(callsIn(blocks)).toEqual([]);
      expect(saidIn(blocks)).toContain("cannot");
    },
  );
});
