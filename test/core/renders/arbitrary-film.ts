import fc from "fast-check";
import type { Composition, Item } from "../../../core/contract/composition.ts";

const times = { from: fc.integer({ min: 0, max: 900 }), durationInFrames: fc.integer({ min: 1, max: 300 }) };
const fade = fc.option(fc.constantFrom(0, 0.3), { nil: undefined });
const kenBurns = { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.2, x: 0.3, y: 0.6 } };

const bare = fc.oneof(
  fc.record({
    ...times,
    type: fc.constant("image"),
    assetId: fc.constantFrom("a", "b"),
    moves: fc.boolean(),
    fade,
  }),
  fc.record({ ...times, type: fc.constant("video"), assetId: fc.constant("v"), fade }),
  fc.record({ ...times, type: fc.constant("audio"), assetId: fc.constant("s") }),
  fc.record({ ...times, type: fc.constant("text"), text: fc.string({ maxLength: 5 }), fade }),
  fc.record({ ...times, type: fc.constant("solid"), color: fc.constantFrom("red", "#123456"), fade }),
  fc.record({ ...times, type: fc.constant("captions"), captions: fc.constant([]), fade }),
);

function itemOf(id: string, raw: Record<string, unknown>): Item {
  const { moves, fade: seconds, ...rest } = raw;
  return {
    ...rest,
    id,
    ...(moves === true && { kenBurns }),
    ...(typeof seconds === "number" && { fadeInDurationInSeconds: seconds }),
  } as Item;
}

/** Films of up to 16 items on up to three tracks, with every type in them. */
export const arbitraryFilm: fc.Arbitrary<Composition> = fc
  .array(fc.tuple(bare, fc.integer({ min: 0, max: 2 })), { minLength: 1, maxLength: 16 })
  .map((entries) => {
    const items = Object.fromEntries(entries.map(([raw], index) => [`i${index}`, itemOf(`i${index}`, raw)]));
    const tracks = [0, 1, 2].map((track) => ({
      id: `t${track}`,
      items: entries.flatMap(([, on], index) => (on === track ? [`i${index}`] : [])),
    }));
    const asset = (id: string, type: "image" | "video" | "audio") => ({
      id,
      type,
      remoteUrl: `/assets/user/${id}`,
      contentHash: `hash-of-${id}`,
    });
    return {
      fps: 30,
      compositionWidth: 1920,
      compositionHeight: 1080,
      tracks,
      items,
      assets: {
        a: asset("a", "image"),
        b: asset("b", "image"),
        v: asset("v", "video"),
        s: asset("s", "audio"),
      },
    };
  });
