import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { opacityAt } from "../../../../core/compositions/layout/fade.ts";
import { frameGuide } from "../../../../core/compositions/layout/frame-guide.ts";
import { kenBurnsPlacement } from "../../../../core/compositions/layout/ken-burns.ts";
import { textBlock } from "../../../../core/compositions/layout/text-block.ts";
import { nearestWeight, typeFace } from "../../../../core/compositions/layout/type-face.ts";

const ratio = fc.double({ min: 0, max: 1, noNaN: true });
const stop = fc.record({ scale: fc.double({ min: 1, max: 4, noNaN: true }), x: ratio, y: ratio });
const size = fc.record({
  width: fc.integer({ min: 16, max: 4000 }),
  height: fc.integer({ min: 16, max: 4000 }),
});

describe("Ken Burns", () => {
  it("covers its box at every moment, without distorting the picture", () => {
    fc.assert(
      fc.property(stop, stop, ratio, size, size, (start, end, progress, picture, box) => {
        const { left, top, width, height } = kenBurnsPlacement({ start, end }, progress, picture, box);
        const slack = 1e-6 * Math.max(width, height);
        expect(left).toBeLessThanOrEqual(slack);
        expect(top).toBeLessThanOrEqual(slack);
        expect(left + width).toBeGreaterThanOrEqual(box.width - slack);
        expect(top + height).toBeGreaterThanOrEqual(box.height - slack);
        expect(width / height / (picture.width / picture.height)).toBeCloseTo(1, 6);
      }),
    );
  });

  it("begins and ends at rest", () => {
    const stops = { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 2, x: 0.5, y: 0.5 } };
    const wide = { width: 1600, height: 900 };
    const widthAt = (progress: number) => kenBurnsPlacement(stops, progress, wide, wide).width;
    const step = (progress: number) => widthAt(progress + 0.01) - widthAt(progress);
    expect(step(0)).toBeLessThan(step(0.5) / 5);
    expect(widthAt(0)).toBe(1600);
    expect(widthAt(1)).toBe(3200);
  });
});

describe("fades", () => {
  it("rise and fall within the item, and leave no frame empty", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), ratio, ratio, (frames, fadeIn, fadeOut) => {
        const item = { fadeInDurationInSeconds: fadeIn * 3, fadeOutDurationInSeconds: fadeOut * 3 };
        for (let frame = 0; frame < frames; frame += 1) {
          const opacity = opacityAt(item, frame, frames, 30);
          expect(opacity).toBeGreaterThan(0);
          expect(opacity).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("multiply with the item's own opacity", () => {
    expect(opacityAt({ opacity: 0.4 }, 10, 30, 30)).toBe(0.4);
  });
});

describe("type", () => {
  it("is larger against the shorter side where phones show it", () => {
    const [wide, tall] = [frameGuide(1920, 1080), frameGuide(1080, 1920)];
    expect(tall.type.caption).toBeGreaterThan(wide.type.caption);
    expect(frameGuide(1080, 1080).aspect).toBe("square");
    expect(tall.captionBox.top + tall.captionBox.height).toBeLessThan(1920 * 0.85);
  });

  it("comes in the families and weights of the site alone", () => {
    expect(nearestWeight("bold", 800)).toBe(700);
    expect(nearestWeight("900", 700)).toBe(800);
    expect(nearestWeight(undefined, 500)).toBe(500);
    const otherwise = { weight: 700, letterSpacingInEm: 0 } as const;
    expect(typeFace({ fontFamily: "Comic Sans MS, cursive" }, otherwise).family).toMatch(/^"Inter"/);
    expect(typeFace({ fontFamily: "'Noto Sans KR'" }, otherwise).family).toMatch(/^"Noto Sans KR", "Inter"/);
  });

  it("keeps an author's own line breaks and lowers the size until the lines fit", () => {
    const face = typeFace({}, { weight: 700, letterSpacingInEm: 0 });
    const measure = (text: string, _face: unknown, fontSize: number) => text.length * fontSize * 0.5;
    const wished = { face, fontSize: 100, lineHeight: 1 };
    expect(textBlock("One\nTwo", wished, { width: 1000, height: 300 }, measure).lines).toEqual([
      "One",
      "Two",
    ]);
    const small = textBlock("One two three four", wished, { width: 300, height: 150 }, measure);
    expect(small.fontSize).toBeLessThan(100);
    expect(small.lines.length * small.fontSize).toBeLessThanOrEqual(150);
  });
});
