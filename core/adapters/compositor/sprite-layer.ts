import { activeWord, pageAt } from "../../compositions/layout/caption-state.ts";
import { scrimFade } from "../../compositions/layout/captions-layout.ts";
import { opacityAt } from "../../compositions/layout/fade.ts";
import type { AtlasPage } from "../../contract/atlas.ts";
import type { CaptionsItem, SolidItem, TextItem } from "../../contract/composition.ts";
import { blendFrame, cutFrame, cutSheer, type Frame, intersection, type Rect, type Sheer } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";
import { itemOpacity, type Layer, type Scene } from "./layer.ts";

/** A drawn thing and the part of the stage that it lies on; even. */
export interface Sprite {
  readonly sheer: Sheer;
  readonly place: Rect;
}

/** The parts of a sprite that lie in some part of the stage. */
function blendPart(kernel: Kernel, target: Frame, sprite: Sprite, window: Rect, opacity: number): void {
  const rect = intersection(sprite.place, window);
  if (!rect) return;
  const own = { ...rect, left: rect.left - sprite.place.left, top: rect.top - sprite.place.top };
  blendFrame(kernel, cutFrame(target, rect), cutSheer(sprite.sheer, own), opacity);
}

/** Draws what looks the same in every frame but for its opacity. @param sprite undefined: nothing of it is seen */
export function stillLayer(
  kernel: Kernel,
  item: TextItem | SolidItem,
  sprite: Sprite | undefined,
  scene: Scene,
): Layer {
  return {
    from: item.from,
    durationInFrames: item.durationInFrames,
    isWholeAndOpaque: () => false,
    draw(target, frame) {
      const opacity = itemOpacity(item, frame, scene);
      if (sprite) blendPart(kernel, target, sprite, sprite.place, opacity);
    },
  };
}

export interface CaptionSprites {
  readonly scrim: Sprite | undefined;
  readonly pages: readonly (AtlasPage & {
    readonly plainSprite: Sprite | undefined;
    readonly litSprite: Sprite | undefined;
  })[];
}

/** Draws word-timed captions: a page without its active word, and that word from the page where all words are lit. */
export function captionsLayer(
  kernel: Kernel,
  item: CaptionsItem,
  sprites: CaptionSprites,
  scene: Scene,
): Layer {
  return {
    from: item.from,
    durationInFrames: item.durationInFrames,
    isWholeAndOpaque: () => false,
    draw(target, frame) {
      const opacity = itemOpacity(item, frame, scene);
      if (sprites.scrim) {
        const dark = opacityAt(scrimFade, frame, item.durationInFrames, scene.fps);
        blendPart(kernel, target, sprites.scrim, sprites.scrim.place, opacity * dark);
      }
      const atMs = (frame / scene.fps) * 1000;
      const page = pageAt(sprites.pages, atMs);
      if (!page?.plainSprite || !page.litSprite) return;
      const word = activeWord(page, atMs);
      const { plain } = page;
      if (!word) return blendPart(kernel, target, page.plainSprite, plain, opacity);
      for (const rect of around(plain, word)) blendPart(kernel, target, page.plainSprite, rect, opacity);
      blendPart(kernel, target, page.litSprite, word, opacity);
    },
  };
}

/** The up to four rectangles of `whole` that are not `hole`. */
function around(whole: Rect, hole: Rect): Rect[] {
  const below = hole.top + hole.height;
  const beside = hole.left + hole.width;
  return [
    { ...whole, height: hole.top - whole.top },
    { ...whole, top: below, height: whole.top + whole.height - below },
    { left: whole.left, top: hole.top, width: hole.left - whole.left, height: hole.height },
    { left: beside, top: hole.top, width: whole.left + whole.width - beside, height: hole.height },
  ];
}
