import { describe, expect, it } from "vitest";
import { ownBody } from "../../../../local/vendors/fal/scene/own-illustrations.ts";
import { concepts } from "../../../../local/vendors/fal/words/concepts.ts";
import { iconBody } from "../../../../local/vendors/fal/words/illustrations.ts";
import { createLexicon } from "../../../../local/vendors/fal/words/lexicon.ts";
import { readPrompt } from "../../../../local/vendors/fal/words/read-prompt.ts";

const lexicon = createLexicon();
const read = (prompt: string) => readPrompt(prompt, lexicon, () => 0.3);
const icons = (prompt: string) => read(prompt).subjects.map(({ icon }) => icon);

describe("reading a prompt", () => {
  it("knows the drawing of every icon it may choose by hand", () => {
    const known = (icon: string) => (icon.startsWith("own:") ? ownBody(icon) : iconBody(icon));
    for (const { icons: chosen } of concepts) for (const icon of chosen) expect(known(icon)).toContain("<");
  });

  it.each([
    ["The moon passes between the Sun and the Earth", ["full-moon", "sun", "globe-showing-americas"]],
    ["개기일식이란 달이 태양을 가리는 현상입니다", ["own:solar-eclipse", "full-moon", "sun"]],
    ["La Luna pasa entre el Sol y la Tierra", ["full-moon", "sun", "globe-showing-americas"]],
    ["How bread is made: a baker kneading dough in a rustic kitchen", ["bread"]],
    ["김치를 담그는 과정을 보여주는 따뜻한 부엌", ["leafy-green", "hot-pepper"]],
    ["Las abejas polinizan las flores en un jardín soleado", ["honeybee", "tulip"]],
    ["A T-Rex walking through a prehistoric jungle", ["t-rex"]],
    ["심장은 어떻게 피를 온몸으로 보내는가", ["anatomical-heart", "drop-of-blood"]],
  ])("finds what %s shows", (prompt, expected) => {
    expect(icons(prompt)).toEqual(expect.arrayContaining(expected));
  });

  it("puts what is named first, first", () => {
    expect(icons("a cat beside a dog")[0]).toBe("cat");
    expect(icons("a dog beside a cat")[0]).toBe("dog");
  });

  it("leaves out how a picture is made", () => {
    expect(icons("cinematic illustration, high detail, soft light, camera zoom, vivid colors, 4k")).toEqual(
      [],
    );
  });

  it("does not take one language's words for another's", () => {
    expect(icons("a red apple in a pan")).not.toContain("globe-with-meridians");
    expect(icons("a red apple in a pan")).not.toContain("bread");
  });

  it("shows many of what is named in the plural", () => {
    expect(read("bees over tulips").subjects.every(({ isMany }) => isMany)).toBe(true);
    expect(read("a bee over a tulip").subjects.some(({ isMany }) => isMany)).toBe(false);
  });

  it.each([
    ["a dense forest at night", "forest", "night", "clear"],
    ["도시의 거리에 비가 내리는 밤", "city", "night", "rain"],
    ["camellos en el desierto al atardecer", "desert", "dusk", "clear"],
    ["a rocket in outer space", "space", "day", "clear"],
    ["a shark and a whale", "underwater", "day", "clear"],
    ["winter mountains in the snow", "snow", "day", "snow"],
    ["the history of Rome", "parchment", "day", "clear"],
    ["a rainbow over a meadow", "meadow", "day", "clear"],
    ["airplane above clouds, sun", "meadow", "day", "clear"],
    ["inflation and the economy", "studio", "day", "clear"],
  ])("sets %s in the right place", (prompt, setting, light, weather) => {
    expect(read(prompt)).toMatchObject({ setting, light, weather });
  });

  it("finds nothing where there is nothing to find", () => {
    for (const prompt of ["", "!!!", "The quixotic tergiversation of epistemology", "12345"])
      expect(icons(prompt)).toEqual([]);
  });
});
