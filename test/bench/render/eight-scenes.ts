import type { Composition, Item } from "../../../core/contract/composition.ts";
import { filmOf, narratedScene, wide } from "../../core/adapters/compositor/films.ts";

export const SCENES = 8;
/** 3.8 s each: a film of about 30 s. */
export const FRAMES_A_SCENE = 114;

/** Each scene as the segment that it is: a moving picture, a title that fades, captions by the word; 1080p at 30 fps. */
export function sceneSegments(): Composition[] {
  return Array.from({ length: SCENES }, (_, index) => {
    const items = Object.values(narratedScene(wide, "en").items).map((item): Item => {
      const durationInFrames = Math.min(item.durationInFrames, FRAMES_A_SCENE);
      if (item.type === "text") return { ...item, durationInFrames, text: `Scene number ${index + 1}` };
      if (item.type === "image")
        return { ...item, durationInFrames, assetId: index % 2 === 0 ? "dark" : "light" };
      return { ...item, durationInFrames };
    });
    return filmOf(wide, items);
  });
}

/** The scenes one after the other in one film, cut to a share of each: what stock rendering is measured with. */
export function filmOfScenes(framesAScene: number): Composition {
  const items = sceneSegments().flatMap((segment, index) =>
    Object.values(segment.items).map((item) => ({
      ...item,
      id: `${item.id}-${index}`,
      from: index * framesAScene,
      durationInFrames: Math.min(item.durationInFrames, framesAScene),
    })),
  );
  return filmOf(wide, items);
}
