import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawableSize, nearestRatio, videoInput } from "../../../../core/adapters/fal/fal-inputs.ts";

describe("what fal's models take", () => {
  it("keeps the shape of a picture within steps and megapixels", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 7680 }),
        fc.integer({ min: 300, max: 7680 }),
        (width, height) => {
          fc.pre(Math.max(width, height) / Math.min(width, height) < 4);
          const size = drawableSize(width, height);
          expect(size.width % 16).toBe(0);
          expect(size.height % 16).toBe(0);
          expect(size.width * size.height).toBeLessThanOrEqual(2_097_152);
          expect(Math.abs(Math.log(size.width / size.height / (width / height)))).toBeLessThan(0.06);
        },
      ),
    );
  });

  it("finds the nearest named shape", () => {
    expect([
      nearestRatio(1920, 1080),
      nearestRatio(1080, 1920),
      nearestRatio(500, 500),
      nearestRatio(1200, 800),
    ]).toEqual(["16:9", "9:16", "1:1", "3:2"]);
  });

  it("takes the shape of a clip from its picture when there is one", () => {
    const request = { prompt: "x", aspectRatio: "16:9", durationInSeconds: 5.2 } as const;
    expect(videoInput(request)).toEqual({ prompt: "x", duration: "5", aspect_ratio: "16:9" });
    expect(videoInput(request, "https://files/x.png")).toEqual({
      prompt: "x",
      duration: "5",
      image_url: "https://files/x.png",
    });
  });
});
