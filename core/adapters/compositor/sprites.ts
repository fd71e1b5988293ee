import { evenPart, plainColor } from "../../compositions/layout/atlas-plan.ts";
import { boxOn } from "../../compositions/layout/stage-box.ts";
import type { AtlasCell, AtlasSheet } from "../../contract/atlas.ts";
import type { SolidItem } from "../../contract/composition.ts";
import { takeSheer } from "./frame.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { Scene } from "./layer.ts";
import { type Rgba, sheerPicture, visiblePart } from "./sheer-picture.ts";
import type { CaptionSprites, Sprite } from "./sprite-layer.ts";

/** Cuts a cell out of an atlas, without what is transparent around it. */
export function spriteOf(kernel: Kernel, atlas: Rgba, cell: AtlasCell): Sprite | undefined {
  const { width, height, atlasTop } = cell;
  const seen = visiblePart(atlas, { left: 0, top: atlasTop, width, height });
  if (!seen) return undefined;
  const place = { ...seen, left: cell.left + seen.left, top: cell.top + seen.top - atlasTop };
  return { sheer: sheerPicture(kernel, atlas, seen), place };
}

/** A cell whose rows are of one colour each, as wide as the stage. */
function stripSprite(kernel: Kernel, atlas: Rgba, cell: AtlasCell, scene: Scene): Sprite {
  const { height, atlasTop } = cell;
  const strip = sheerPicture(kernel, atlas, { left: 0, top: atlasTop, width: 2, height });
  const sheer = takeSheer(kernel, scene.width, height);
  for (const name of ["y", "u", "v", "alpha", "chromaAlpha"] as const) {
    const [from, to] = [strip[name], sheer[name]];
    for (let row = 0; row < to.height; row += 1) {
      const [value = 0] = kernel.bytes(from.at + row * from.stride, 1);
      kernel.bytes(to.at + row * to.stride, to.width).fill(value);
    }
  }
  return { sheer, place: { left: 0, top: cell.top, width: scene.width, height } };
}

export function captionSprites(
  kernel: Kernel,
  atlas: Rgba,
  { scrim, pages }: AtlasSheet["captions"][string],
  scene: Scene,
): CaptionSprites {
  return {
    scrim: scrim && stripSprite(kernel, atlas, scrim, scene),
    pages: pages.map((page) => ({
      ...page,
      plainSprite: spriteOf(kernel, atlas, page.plain),
      litSprite: spriteOf(kernel, atlas, page.lit),
    })),
  };
}

/** A solid of a plain colour, without an atlas; its edges are sharp. Undefined: it lies beside the stage, or has another colour. */
export function plainSprite(kernel: Kernel, item: SolidItem, scene: Scene): Sprite | undefined {
  const [, digits] = plainColor.exec(item.color) ?? [];
  const box = boxOn(scene.stage, item);
  const place = evenPart(box, scene.stage, scene.scale);
  if (digits === undefined || !place) return undefined;
  const color = Buffer.from(digits.length === 3 ? digits.replaceAll(/./g, "$&$&") : digits, "hex");
  const pixels = Buffer.alloc(place.width * place.height * 4);
  const [left, top] = [Math.round(box.left * scene.scale), Math.round(box.top * scene.scale)];
  const right = Math.round((box.left + box.width) * scene.scale);
  const bottom = Math.round((box.top + box.height) * scene.scale);
  const pixel = Buffer.from([...color, 255]);
  for (let y = Math.max(top, place.top); y < Math.min(bottom, place.top + place.height); y += 1) {
    const from = Math.max(0, left - place.left);
    const to = Math.min(place.width, right - place.left);
    pixels.fill(pixel, ((y - place.top) * place.width + from) * 4, ((y - place.top) * place.width + to) * 4);
  }
  const whole = { left: 0, top: 0, width: place.width, height: place.height };
  return { sheer: sheerPicture(kernel, { pixels, ...whole }, whole), place };
}
