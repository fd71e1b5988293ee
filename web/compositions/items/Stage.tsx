import type { CSSProperties, ReactNode } from "react";
import { useCurrentFrame, useVideoConfig } from "remotion";
import { type Faded, opacityAt } from "../../../core/compositions/layout/fade.ts";
import type { Box } from "../../../core/compositions/layout/frame-guide.ts";
import { type Boxed, boxOn } from "../../../core/compositions/layout/stage-box.ts";
import { type Motion, motionAt, type Transient } from "../../../core/compositions/layout/transition.ts";

/** The item's box; what it does not say is the whole frame's. */
export function useBox(item: Boxed): Box {
  const { width, height } = useVideoConfig();
  return boxOn({ width, height }, item);
}

/** Puts an item's content into its box: turned, faded, coming or going. */
export const Stage = (props: {
  readonly item: Boxed & Faded & Transient & { readonly durationInFrames: number };
  readonly style?: CSSProperties;
  readonly children?: ReactNode;
}) => {
  const frame = useCurrentFrame();
  const { fps, width, height } = useVideoConfig();
  const { item } = props;
  const box = useBox(item);
  const stage = { width, height, box, rotation: item.rotation ?? 0 };
  const motion = motionAt(item, frame, item.durationInFrames, fps, stage);
  const opacity = opacityAt(item, frame, item.durationInFrames, fps) * motion.opacity;
  return (
    <div
      style={{
        position: "absolute",
        overflow: "hidden",
        ...box,
        ...(opacity < 1 ? { opacity } : {}),
        ...transformOf(motion, item.rotation),
        ...clipOf(motion),
        ...props.style,
      }}
    >
      {props.children}
    </div>
  );
};

function transformOf({ x, y, scale }: Motion, rotation = 0): CSSProperties {
  const steps = [
    ...(x !== 0 || y !== 0 ? [`translate(${x}px, ${y}px)`] : []),
    ...(rotation !== 0 ? [`rotate(${rotation}deg)`] : []),
    ...(scale !== 1 ? [`scale(${scale})`] : []),
  ];
  return steps.length > 0 ? { transform: steps.join(" ") } : {};
}

/** Only sides that are being wiped are cut: shadows of type reach beyond the others. */
function clipOf({ hidden }: Motion): CSSProperties {
  const sides = [hidden.top, hidden.right, hidden.bottom, hidden.left];
  if (sides.every((share) => share === 0)) return {};
  return { clipPath: `inset(${sides.map((share) => (share > 0 ? `${share * 100}%` : "-100%")).join(" ")})` };
}
