import { describe, expect, it } from "vitest";
import { drawPng } from "../../../../local/vendors/fal/painting/draw-picture.ts";
import { composeScene } from "../../../../local/vendors/fal/scene/compose.ts";
import type { Reading } from "../../../../local/vendors/fal/words/read-prompt.ts";
import { settings } from "../../../../local/vendors/fal/words/settings.ts";

const reading = (overrides: Partial<Reading> = {}): Reading => ({
  subjects: [
    { icon: "cat", subgroup: "animal-mammal", score: 10, isMany: false },
    { icon: "own:hot-air-balloon", subgroup: "own", score: 8, isMany: true },
    { icon: "tulip", subgroup: "plant-flower", score: 6, isMany: true },
  ],
  setting: "meadow",
  light: "day",
  weather: "clear",
  ...overrides,
});

describe("a scene", () => {
  it.each(
    settings.flatMap((setting) =>
      (["day", "dusk", "night"] as const).map((light) => [setting, light] as const),
    ),
  )("can be set in %s by %s, in every shape, and drawn", async (setting, light) => {
    for (const [width, height] of [
      [320, 180],
      [180, 320],
      [200, 200],
    ] as const) {
      const scene = composeScene({
        width,
        height,
        reading: reading({ setting, light, weather: "rain" }),
        key: "k",
      });
      expect(scene.layers[0]?.box).toBeUndefined();
      const png = await drawPng(scene);
      expect(png.readUInt32BE(16)).toBe(width);
      expect(png.readUInt32BE(20)).toBe(height);
      // A flat picture of this size packs into a few hundred bytes.
      expect(png.length).toBeGreaterThan(5000);
    }
  });

  it("is the same for the same key and another for another", async () => {
    const draw = (key: string) => drawPng(composeScene({ width: 320, height: 180, reading: reading(), key }));
    const [one, again, other] = await Promise.all([draw("a"), draw("a"), draw("b")]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("keeps its subjects inside the frame", () => {
    for (const [width, height] of [
      [1344, 768],
      [768, 1344],
      [1024, 1024],
    ] as const) {
      for (const setting of settings) {
        const { layers } = composeScene({
          width,
          height,
          reading: reading({ setting, subjects: reading().subjects.slice(0, 1) }),
          key: setting,
        });
        const subject = layers.filter(({ box }) => box).at(-1)?.box;
        expect(subject).toBeDefined();
        const middle = (subject?.x ?? 0) + (subject?.width ?? 0) / 2;
        expect(middle).toBeGreaterThan(width * 0.2);
        expect(middle).toBeLessThan(width * 0.8);
        expect((subject?.y ?? 0) + (subject?.height ?? 0)).toBeLessThan(height * 1.1);
      }
    }
  });

  it("of nothing is still a picture", async () => {
    const png = await drawPng(
      composeScene({ width: 640, height: 360, reading: reading({ subjects: [] }), key: "k" }),
    );
    expect(png.length).toBeGreaterThan(20_000);
  });

  it("refuses an illustration that does not exist", () => {
    const subjects = [{ icon: "no-such-icon", subgroup: "x", score: 1, isMany: false }];
    expect(() => composeScene({ width: 320, height: 180, reading: reading({ subjects }), key: "k" })).toThrow(
      "no-such-icon",
    );
  });
});
