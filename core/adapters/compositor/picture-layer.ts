import type { StageSize } from "../../compositions/layout/stage-box.ts";
import { isSheer, levelSize, type Still } from "./decode-still.ts";
import { type Rect, type Sheer, takeSheer } from "./frame.ts";
import { type Kernel, MOST_SHRINKING, type Plane, part } from "./kernel/kernel.ts";
import { itemOpacity, type Layer, type Scene } from "./layer.ts";
import { levelFor, type Pictured, picturePlace } from "./picture-place.ts";
import { UnsuitedError } from "./unsuited.ts";

export interface PictureSource extends StageSize {
  /** Whether what is below may show through. */
  readonly isSheer: boolean;
  /** What is seen at a frame of the item, halved so often. */
  still(level: number, frame: number): Promise<Still> | Still;
  close?(): void;
}

/** Luma has all pixels, chroma half of them in both directions. */
const planes = [
  { name: "y", alpha: "alpha", share: 1 },
  { name: "u", alpha: "chromaAlpha", share: 0.5 },
  { name: "v", alpha: "chromaAlpha", share: 0.5 },
] as const;

/** Draws a picture or clip: placed, cropped, moving, fading. */
export function pictureLayer(kernel: Kernel, item: Pictured, source: PictureSource, scene: Scene): Layer {
  const frames = Array.from({ length: item.durationInFrames }, (_, frame) => itemOpacity(item, frame, scene));
  const isAlwaysPlain = !source.isSheer && frames.every((opacity) => opacity >= 1);
  // Taken now: memory that grows while frames are being written would take them along.
  const veil = isAlwaysPlain ? undefined : opaqueVeil(kernel, scene);

  return {
    from: item.from,
    durationInFrames: item.durationInFrames,

    isWholeAndOpaque(frame) {
      const { seen } = picturePlace(item, source, frame, scene);
      const isWhole = seen?.width === scene.width && seen.height === scene.height;
      return isWhole && !source.isSheer && itemOpacity(item, frame, scene) >= 1;
    },

    async draw(target, frame) {
      const opacity = itemOpacity(item, frame, scene);
      const { whole, seen } = picturePlace(item, source, frame, scene);
      if (!seen || opacity <= 0) return;
      const level = levelFor(source, whole);
      const still = await source.still(level, frame);
      const scaleX = levelSize(source.width, level) / whole.width;
      const scaleY = levelSize(source.height, level) / whole.height;
      if (Math.max(scaleX, scaleY) > MOST_SHRINKING) throw new UnsuitedError("a picture that is squeezed");
      const sample = (from: Plane, onto: Plane, origin: Rect, share: number) =>
        kernel.sample(
          from,
          onto,
          { scale: scaleX, offset: scaleX * (origin.left - whole.left * share) },
          { scale: scaleY, offset: scaleY * (origin.top - whole.top * share) },
        );
      const isPlain = !veil || (opacity >= 1 && !isSheer(still));
      for (const { name, alpha, share } of planes) {
        const rect = share === 1 ? seen : halved(seen);
        const onto = part(target[name], rect.left, rect.top, rect.width, rect.height);
        if (isPlain) {
          sample(still[name], onto, rect, share);
          continue;
        }
        const color = { ...veil[name], width: rect.width, height: rect.height };
        const cover = { ...veil[alpha], width: rect.width, height: rect.height };
        sample(still[name], color, rect, share);
        if (isSheer(still)) sample(still[alpha], cover, rect, share);
        kernel.blend(onto, color, cover, opacity);
      }
    },

    close: () => source.close?.(),
  };
}

/** Room for one picture on its way to the frame; covers all that is below until its alpha is drawn. */
function opaqueVeil(kernel: Kernel, { width, height }: Scene): Sheer {
  const veil = takeSheer(kernel, width, height);
  for (const { at, stride, height: rows } of [veil.alpha, veil.chromaAlpha]) {
    kernel.bytes(at, stride * rows).fill(255);
  }
  return veil;
}

/** In the pixels of a chroma plane: all that a luma rectangle touches. */
function halved({ left, top, width, height }: Rect): Rect {
  const [x, y] = [left >> 1, top >> 1];
  return { left: x, top: y, width: ((left + width + 1) >> 1) - x, height: ((top + height + 1) >> 1) - y };
}
