import type { ImageItem, VideoItem } from "../../contract/composition.ts";
import type { Box } from "./frame-guide.ts";
import { kenBurnsPlacement } from "./ken-burns.ts";
import type { StageSize } from "./stage-box.ts";

type Pictured = Pick<ImageItem | VideoItem, "fit" | "crop" | "objectPosition" | "durationInFrames"> &
  Pick<ImageItem, "kenBurns">;

export interface Placement {
  /** The part of the picture that is used, pixels of the picture. */
  readonly part: Box;
  /** Where that part lies, pixels of the item's box; may reach beyond it. */
  readonly place: Box;
}

/**
 * Where a picture lies in its item's box at a frame of the item.
 *
 * @param picture its own size in pixels
 * @param frame from the item's start, 0 or more
 */
export function picturePlacement(
  item: Pictured,
  picture: StageSize,
  box: StageSize,
  frame: number,
): Placement {
  const { x = 0, y = 0, width = 1, height = 1 } = item.crop ?? {};
  const part = {
    left: x * picture.width,
    top: y * picture.height,
    width: width * picture.width,
    height: height * picture.height,
  };
  if (item.kenBurns) {
    const progress = frame / Math.max(1, item.durationInFrames - 1);
    return { part, place: kenBurnsPlacement(item.kenBurns, progress, part, box) };
  }
  return { part, place: fitted(item, part, box) };
}

/** As CSS's `object-fit` and `object-position` have it. */
function fitted({ fit = "cover", objectPosition }: Pictured, part: StageSize, box: StageSize): Box {
  const [across, down] = [box.width / part.width, box.height / part.height];
  const scale = fit === "cover" ? Math.max(across, down) : Math.min(across, down);
  const width = fit === "fill" ? box.width : part.width * scale;
  const height = fit === "fill" ? box.height : part.height * scale;
  const { x, y } = objectPosition ?? { x: 0.5, y: 0.5 };
  return { width, height, left: (box.width - width) * x, top: (box.height - height) * y };
}
