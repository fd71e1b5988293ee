import type { CSSProperties } from "react";
import type { ImageItem, VideoItem } from "../../../core/contract/composition.ts";

type Pictured = Pick<ImageItem | VideoItem, "fit" | "crop" | "objectPosition">;

/** A picture that lies in its stage as its item says. */
export function pictureStyle({ fit = "cover", crop, objectPosition }: Pictured): CSSProperties {
  const { x, y } = objectPosition ?? { x: 0.5, y: 0.5 };
  if (crop && fit === "contain") return { ...containedStyle(x, y), ...cropStyle(crop) };
  return {
    width: "100%",
    height: "100%",
    objectFit: fit,
    display: "block",
    objectPosition: `${x * 100}% ${y * 100}%`,
    ...cropStyle(crop),
  };
}

/**
 * The element itself is as large as the contained part: in a larger one, what was cropped would be seen beside it. `zoom`
 * makes every picture larger than its stage, and the limits then scale it down in its own proportions.
 */
function containedStyle(x: number, y: number): CSSProperties {
  return {
    zoom: 1000,
    maxWidth: "100%",
    maxHeight: "100%",
    position: "absolute",
    left: `${x * 100}%`,
    top: `${y * 100}%`,
    transform: `translate(${-x * 100}%, ${-y * 100}%)`,
  };
}

/**
 * The browser takes the view box for the whole picture, so that fit and position need not know its size. Chromium, which
 * draws every film, has it; a preview in another browser shows the picture uncropped.
 */
export function cropStyle(crop: Pictured["crop"]): CSSProperties {
  if (!crop) return {};
  const sides = [crop.y, 1 - crop.x - crop.width, 1 - crop.y - crop.height, crop.x];
  const insets = sides.map((share) => `${Math.max(0, share) * 100}%`).join(" ");
  return { objectViewBox: `inset(${insets})` };
}
