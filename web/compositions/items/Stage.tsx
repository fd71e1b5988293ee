import type { CSSProperties, ReactNode } from "react";
import { useCurrentFrame, useVideoConfig } from "remotion";
import { type Faded, opacityAt } from "../layout/fade.ts";
import type { Box } from "../layout/frame-guide.ts";

interface Boxed {
  readonly left?: number | undefined;
  readonly top?: number | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly rotation?: number | undefined;
}

/** The item's box; what it does not say is the whole frame's. */
export function useBox(item: Boxed): Box {
  const { width, height } = useVideoConfig();
  return {
    left: item.left ?? 0,
    top: item.top ?? 0,
    width: item.width ?? width - (item.left ?? 0),
    height: item.height ?? height - (item.top ?? 0),
  };
}

/** Whether the item has a place of its own. */
export function isBoxed({ left, top, width, height }: Boxed): boolean {
  return [left, top, width, height].some((side) => side !== undefined);
}

/** Puts an item's content into its box, turned and faded. */
export const Stage = (props: {
  readonly item: Boxed & Faded & { readonly durationInFrames: number };
  readonly style?: CSSProperties;
  readonly children?: ReactNode;
}) => {
  const frame = useCurrentFrame();
  const { fps } = useVideoConfig();
  const opacity = opacityAt(props.item, frame, props.item.durationInFrames, fps);
  return (
    <div
      style={{
        position: "absolute",
        overflow: "hidden",
        ...useBox(props.item),
        ...(opacity < 1 ? { opacity } : {}),
        ...(props.item.rotation ? { transform: `rotate(${props.item.rotation}deg)` } : {}),
        ...props.style,
      }}
    >
      {props.children}
    </div>
  );
};
