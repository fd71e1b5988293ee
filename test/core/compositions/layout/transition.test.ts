import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { motionAt, type TransitionStage } from "../../../../core/compositions/layout/transition.ts";
import type { Transition } from "../../../../core/contract/composition.ts";

const stage: TransitionStage = {
  width: 1920,
  height: 1080,
  box: { left: 200, top: 100, width: 600, height: 400 },
  rotation: 0,
};
const rest = { opacity: 1, x: 0, y: 0, scale: 1, hidden: { top: 0, right: 0, bottom: 0, left: 0 } };

const transition: fc.Arbitrary<Transition> = fc.record(
  {
    type: fc.constantFrom("fade", "slide", "scale", "wipe"),
    direction: fc.constantFrom("left", "right", "up", "down"),
    durationInSeconds: fc.double({ min: 0, max: 3, noNaN: true }),
  },
  { requiredKeys: ["type", "durationInSeconds"] },
);

describe("transitions", () => {
  it("are over when their time is, and so begin only as long before the item's end", () => {
    fc.assert(
      fc.property(transition, transition, (transitionIn, transitionOut) => {
        const frames = 300;
        const [rise, fall] = [transitionIn, transitionOut].map((each) =>
          Math.round(each.durationInSeconds * 30),
        ) as [number, number];
        for (const frame of [rise, Math.floor(frames / 2), frames - fall - 1]) {
          expect(motionAt({ transitionIn, transitionOut }, frame, frames, 30, stage)).toEqual(rest);
        }
      }),
    );
  });

  it("leave no frame empty, the first and the last included", () => {
    fc.assert(
      fc.property(transition, transition, fc.integer({ min: 0, max: 119 }), (coming, going, frame) => {
        for (const transient of [{ transitionIn: coming }, { transitionOut: going }]) {
          const { opacity, hidden, scale, x, y } = motionAt(transient, frame, 120, 30, stage);
          expect(opacity).toBeGreaterThan(0);
          expect(scale).toBeGreaterThan(0.5);
          expect(Math.max(...Object.values(hidden))).toBeLessThan(1);
          const { box, width, height } = stage;
          expect(box.left + x).toBeLessThan(width);
          expect(box.left + x + box.width).toBeGreaterThan(0);
          expect(box.top + y).toBeLessThan(height);
          expect(box.top + y + box.height).toBeGreaterThan(0);
        }
      }),
    );
  });

  it("slide in from behind the frame's edge and out on the side they move to", () => {
    const slide = { type: "slide", direction: "left", durationInSeconds: 1 } as const;
    const first = motionAt({ transitionIn: slide }, 0, 90, 30, stage);
    const last = motionAt({ transitionOut: slide }, 89, 90, 30, stage);
    expect(first.x).toBeGreaterThan(1500);
    expect(last.x).toBeLessThan(-700);
    expect([first.y, last.y]).toEqual([0, 0]);
  });

  it("take a turned item all the way out of the frame", () => {
    const slide = { type: "slide", direction: "right", durationInSeconds: 10 } as const;
    const turned = { ...stage, rotation: 45 };
    const { x } = motionAt({ transitionOut: slide }, 299, 300, 30, turned);
    const leftCorner = 500 - (600 + 400) * Math.SQRT1_2 * 0.5;
    expect(leftCorner + x).toBeGreaterThan(1900);
  });

  it("wipe with the edge that moves: in front when coming, behind when going", () => {
    const wipe = { type: "wipe", direction: "right", durationInSeconds: 1 } as const;
    const coming = motionAt({ transitionIn: wipe }, 3, 90, 30, stage).hidden;
    const going = motionAt({ transitionOut: wipe }, 86, 90, 30, stage).hidden;
    expect(coming).toMatchObject({ left: 0, top: 0, bottom: 0 });
    expect(coming.right).toBeGreaterThan(0.9);
    expect(going).toMatchObject({ right: 0, top: 0, bottom: 0 });
    expect(going.left).toBeGreaterThan(0.9);
  });
});
