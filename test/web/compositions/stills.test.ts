import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { frameGuide } from "../../../core/compositions/layout/frame-guide.ts";
import type { Composition, Item } from "../../../core/contract/composition.ts";
import { greyOf } from "../../core/adapters/ffmpeg/grey-clip.ts";
import { boxOf, difference, openStills, type Rgb, type Still, type Stills, variation } from "./stills.ts";

let stills: Stills;
beforeAll(async () => {
  stills = await openStills();
}, 180_000);
afterAll(() => stills?.close());

const english =
  "During a total solar eclipse the Moon slides exactly between the Earth and the Sun. Day turns into night.";
const korean = "개기 일식이 일어나면 달이 지구와 태양 사이에 정확히 들어와 햇빛을 가립니다.";
const WORD_FRAMES = 9;

const captionsOf = (text: string): Item => ({
  id: "words",
  type: "captions",
  from: 0,
  durationInFrames: 300,
  highlightColor: "#ffff00",
  captions: text.split(" ").map((word, index) => ({
    text: word,
    startMs: index * WORD_FRAMES * (1000 / 30),
    endMs: (index + 1) * WORD_FRAMES * (1000 / 30),
  })),
});
const imageOf = (name: string, more: Partial<Item> = {}): Item =>
  ({ id: "picture", type: "image", assetId: name, from: 0, durationInFrames: 300, ...more }) as Item;

/** The first item is in front. */
function film(items: readonly Item[], [width, height] = [1920, 1080]): Composition {
  const asset = (id: string) => ({ id, type: "image" as const, remoteUrl: `/assets/${id}.png` });
  return {
    fps: 30,
    compositionWidth: width ?? 0,
    compositionHeight: height ?? 0,
    tracks: items.map(({ id }) => ({ id: `track of ${id}`, items: [id] })),
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: {
      dark: asset("dark"),
      light: asset("light"),
      clip: { id: "clip", type: "video", remoteUrl: "/assets/clip.mp4" },
    },
  };
}

const isWhite = ([red, green, blue]: Rgb) => red > 235 && green > 235 && blue > 235;
const isYellow = ([red, green, blue]: Rgb) => red > 225 && green > 225 && blue < 60;
const isType = (color: Rgb) => isWhite(color) || isYellow(color);

describe("captions", () => {
  it("light the word that is spoken, one after the other", async () => {
    const words = film([captionsOf(english)]);
    const lit = [];
    for (const word of [0, 1, 2]) {
      lit.push(boxOf(await stills.draw(words, word * WORD_FRAMES + 4), isYellow));
    }
    const [first, second, third] = lit;
    if (!first || !second || !third) throw new Error("a spoken word is not lit");
    expect(first.right).toBeLessThan(second.left);
    expect(second.right).toBeLessThan(third.left);
  });

  it("do not move while their page is up", async () => {
    const words = film([captionsOf(english)]);
    const boxes = [];
    for (const frame of [1, WORD_FRAMES + 1, 3 * WORD_FRAMES + 1]) {
      const { left, top, right, bottom } = boxOf(await stills.draw(words, frame), isType) ?? {};
      boxes.push({ left, top, right, bottom });
    }
    expect(boxes[1]).toEqual(boxes[0]);
    expect(boxes[2]).toEqual(boxes[0]);
  });

  it.each([
    ["16:9", 1920, 1080],
    ["9:16", 1080, 1920],
    ["1:1", 1080, 1080],
  ])("stay inside the safe area at %s, in English and Korean", async (_name, width, height) => {
    const { safe } = frameGuide(width, height);
    for (const text of [english, korean]) {
      const box = boxOf(await stills.draw(film([captionsOf(text)], [width, height]), 20), isType);
      if (!box) throw new Error("nothing is written");
      expect(box.left * 2).toBeGreaterThanOrEqual(safe.left);
      expect(box.right * 2).toBeLessThanOrEqual(safe.left + safe.width);
      expect(box.bottom * 2).toBeLessThanOrEqual(safe.top + safe.height);
      expect(box.top).toBeGreaterThan(height / 2 / 2);
    }
  });

  it("draw Korean with letters, not with the boxes of a missing font", async () => {
    const write = (text: string) =>
      stills.draw(film([{ id: "t", type: "text", text, from: 0, durationInFrames: 30 }]), 0);
    const [one, other] = [await write("가나다"), await write("쀍힣뷁")];
    expect(difference(one, other)).toBeGreaterThan(0.5);
  });

  it("stand out from a light picture", async () => {
    const still = await stills.draw(film([captionsOf(english), imageOf("light")]), 30);
    const guide = frameGuide(1920, 1080);
    // Just above the captions, where the picture is almost white without them.
    const row = Math.round((guide.captionBox.top + guide.captionBox.height) / 2 - guide.type.caption * 1.4);
    const at = (row * still.width + 10) * 3;
    expect(still.rgb[at]).toBeLessThan(190);
  });
});

describe("pictures", () => {
  it("fade in and out within their own frames, and never leave a frame empty", async () => {
    const fading = film([imageOf("dark", { fadeInDurationInSeconds: 0.5, fadeOutDurationInSeconds: 0.5 })]);
    const light = async (frame: number) => {
      const { rgb } = await stills.draw(fading, frame, 0.25);
      return rgb.reduce((sum, value) => sum + value, 0) / rgb.length;
    };
    const levels = [await light(0), await light(7), await light(150), await light(292), await light(299)];
    expect(levels[0]).toBeGreaterThan(0.3);
    expect(levels[1]).toBeGreaterThan((levels[0] ?? 0) * 2);
    expect(levels[2]).toBeGreaterThan((levels[1] ?? 0) * 1.3);
    expect(levels[3]).toBeLessThan((levels[2] ?? 0) * 0.8);
    expect(levels[4]).toBeGreaterThan(0.3);
  });

  it("move with Ken Burns in every frame, and cover the frame at both ends", async () => {
    const kenBurns = { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.3, x: 1, y: 0 } };
    const moving = film([imageOf("dark", { kenBurns } as Partial<Item>)]);
    const drawn = [];
    for (const frame of [0, 149, 150, 299]) drawn.push(await stills.draw(moving, frame));
    const [start, before, after, end] = drawn;
    if (!start || !before || !after || !end) throw new Error("a still is missing");
    expect(difference(before, after)).toBeGreaterThan(0.02);
    expect(difference(start, end)).toBeGreaterThan(5);
    for (const still of [start, end]) {
      const black = boxOf(still, ([red, green, blue]) => red + green + blue === 0);
      expect(black).toBeUndefined();
      expect(variation(still)).toBeGreaterThan(20);
    }
  });

  it("lie in their box, contained, covered or filled", async () => {
    const box = { left: 200, top: 200, width: 400, height: 400 };
    const seen = async (fit: "contain" | "cover") =>
      boxOf(
        await stills.draw(film([imageOf("dark", { ...box, fit } as Partial<Item>)]), 0),
        ([red, green, blue]) => red + green + blue > 30,
      );
    expect(await seen("cover")).toMatchObject({ left: 100, top: 100, right: 299, bottom: 299 });
    // 4:3 in a square: a sixth of the height is free above and below.
    expect(await seen("contain")).toMatchObject({ left: 100, top: 125, right: 299, bottom: 274 });
  });
});

describe("transitions", () => {
  const title: Item = { id: "t", type: "text", text: "Totality", from: 0, durationInFrames: 300 };
  const still = film([title, imageOf("dark")]);
  let plain: Still;
  beforeAll(async () => {
    plain = await stills.draw(still, 30, 0.25);
  });

  it.each(["fade", "slide", "scale", "wipe"] as const)(
    "%s: seen while it lasts, and gone without a trace",
    async (type) => {
      const each = { type, durationInSeconds: 0.5 };
      const moving = structuredClone(still);
      for (const item of Object.values(moving.items))
        Object.assign(item, { transitionIn: each, transitionOut: each });
      const changeAt = async (frame: number) => difference(await stills.draw(moving, frame, 0.25), plain);
      expect(await changeAt(3)).toBeGreaterThan(1);
      expect(await changeAt(297)).toBeGreaterThan(1);
      expect(await changeAt(30)).toBe(0);
    },
  );
});

describe("cropped pictures", () => {
  const isDisc = ([red, green, blue]: Rgb) => red > 250 && green > 200 && blue > 115 && blue < 140;
  const box = { left: 200, top: 200, width: 800, height: 800 };
  // The middle of the disc of `picture`, and just its size.
  const crop = { x: 860 / 1600, y: 230 / 1200, width: 380 / 1600, height: 380 / 1200 };

  it("show the part as if it were the whole, moving or not", async () => {
    const zoom = { scale: 1, x: 0.5, y: 0.5 };
    for (const more of [{ crop }, { crop, kenBurns: { start: zoom, end: zoom } }]) {
      const disc = boxOf(
        await stills.draw(film([imageOf("dark", { ...box, ...more } as Partial<Item>)]), 9),
        isDisc,
      );
      if (!disc) throw new Error("the disc is not seen");
      for (const [side, at] of [
        ["left", 100],
        ["top", 100],
        ["right", 499],
        ["bottom", 499],
      ] as const) {
        expect(Math.abs(disc[side] - at)).toBeLessThanOrEqual(3);
      }
    }
  });

  it("lie where their position says", async () => {
    const discAt = async (x: number) =>
      boxOf(
        await stills.draw(
          film([imageOf("dark", { ...box, objectPosition: { x, y: 0.5 } } as Partial<Item>)]),
          0,
        ),
        isDisc,
      );
    const [left, right] = [await discAt(0), await discAt(1)];
    // 4:3 covering 400 pixels (half size) is 533 wide: 133 to spare.
    expect(Math.abs((left?.right ?? 0) - (right?.right ?? 0))).toBeGreaterThan(60);
    expect((right?.left ?? 0) - (right?.right ?? 0)).toBeLessThan(-110);
  });

  it("are contained without what was cropped", async () => {
    const contained = { ...box, fit: "contain", crop: { ...crop, height: crop.height / 2 } };
    const still = await stills.draw(film([imageOf("dark", contained as Partial<Item>)]), 9);
    const seen = boxOf(still, ([red, green, blue]) => red + green + blue > 30);
    expect(seen).toMatchObject({ left: 100, right: 499, top: 200, bottom: 399 });
  });

  it("crop clips, too", async () => {
    const clip = (more: object) =>
      film(
        [{ id: "v", type: "video", assetId: "clip", from: 0, durationInFrames: 60, fit: "contain", ...more }],
        [320, 320],
      );
    const seen = async (more: object) => boxOf(await stills.draw(clip(more), 40, 1), ([red]) => red > 8);
    const shapeOf = (area: Awaited<ReturnType<typeof seen>>) =>
      area && (area.right - area.left + 1) / (area.bottom - area.top + 1);
    const whole = shapeOf(await seen({}));
    const half = shapeOf(await seen({ crop: { x: 0, y: 0, width: 0.5, height: 1 } }));
    expect(half).toBeCloseTo((whole ?? 0) / 2, 1);
  });
});

describe("end cards", () => {
  it.each([
    ["16:9", 1920, 1080, "Look up tonight\nThe next total eclipse is near"],
    ["9:16", 1080, 1920, "오늘 밤 하늘을 보세요\n다음 개기 일식은 곧 찾아옵니다"],
    ["1:1", 1080, 1080, "Look up tonight\nThe next total eclipse is near"],
  ])("fill the frame and keep their words in the safe area at %s", async (_name, width, height, text) => {
    const card = { id: "t", type: "text", preset: "endCard", text, from: 0, durationInFrames: 30 } as const;
    const still = await stills.draw(film([card, imageOf("light")], [width, height]), 0);
    const words = boxOf(still, isWhite);
    const { safe } = frameGuide(width, height);
    if (!words) throw new Error("nothing is written");
    expect(words.left * 2).toBeGreaterThanOrEqual(safe.left);
    expect(words.right * 2).toBeLessThanOrEqual(safe.left + safe.width);
    expect(words.bottom * 2).toBeLessThanOrEqual(safe.top + safe.height);
    expect(words.top * 2).toBeGreaterThanOrEqual(safe.top);
    expect(boxOf(still, ([red, green, blue]) => red > 225 && green > 190 && blue < 110)).toBeDefined();
    expect(still.rgb[0]).toBeLessThan(40);
  });
});

describe("clips", () => {
  it("show the frame that start, trim and rate say", async () => {
    const clip = {
      id: "video",
      type: "video" as const,
      assetId: "clip",
      from: 10,
      durationInFrames: 60,
      videoStartFromInSeconds: 0.5,
      playbackRate: 0.5,
    };
    const still = await stills.draw(film([clip], [320, 180]), 10 + 20);
    // 20 frames at half speed after the first 15 of the clip: its frame 25. Full range: (y - 16) * 255 / 219.
    const grey = ((greyOf(25) - 16) * 255) / 219;
    const middle = (Math.floor(still.height / 2) * still.width + Math.floor(still.width / 2)) * 3;
    expect(Math.abs((still.rgb[middle] ?? 0) - grey)).toBeLessThan(3);
  });
});

describe("titles", () => {
  it("are set smaller until they fit their box", async () => {
    const box = { left: 400, top: 400, width: 600, height: 200 };
    const text = "A very long title that would never fit into so small a box at its own size";
    const still = await stills.draw(
      film([{ id: "t", type: "text", text, from: 0, durationInFrames: 30, fontSize: 120, ...box }]),
      0,
    );
    const written = boxOf(still, isWhite);
    if (!written) throw new Error("nothing is written");
    expect(written.left * 2).toBeGreaterThanOrEqual(400);
    expect(written.right * 2).toBeLessThanOrEqual(1000);
    expect(written.top * 2).toBeGreaterThanOrEqual(400);
    expect(written.bottom * 2).toBeLessThanOrEqual(600);
  });

  it("are in front of what later tracks hold", async () => {
    const blue: Item = { id: "blue", type: "solid", color: "#0000ff", from: 0, durationInFrames: 30 };
    const title: Item = { id: "t", type: "text", text: "In front", from: 0, durationInFrames: 30 };
    expect(boxOf(await stills.draw(film([title, blue]), 0), isWhite)).toBeDefined();
    expect(boxOf(await stills.draw(film([blue, title]), 0), isWhite)).toBeUndefined();
  });
});
