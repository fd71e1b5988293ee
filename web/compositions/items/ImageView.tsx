import { useEffect, useState } from "react";
import { Img, useCurrentFrame, useDelayRender } from "remotion";
import { kenBurnsPlacement } from "../../../core/compositions/layout/ken-burns.ts";
import type { ImageItem } from "../../../core/contract/composition.ts";
import { cropStyle, pictureStyle } from "./picture-style.ts";
import { Stage, useBox } from "./Stage.tsx";

export const ImageView = ({ item, src }: { readonly item: ImageItem; readonly src: string }) => (
  <Stage item={item}>
    {item.kenBurns ? (
      <MovingPicture item={item} kenBurns={item.kenBurns} src={src} />
    ) : (
      <Img src={src} style={pictureStyle(item)} />
    )}
  </Stage>
);

const MovingPicture = (props: {
  readonly item: ImageItem;
  readonly kenBurns: NonNullable<ImageItem["kenBurns"]>;
  readonly src: string;
}) => {
  const frame = useCurrentFrame();
  const box = useBox(props.item);
  const whole = usePictureSize(props.src);
  if (!whole) return null;
  const { crop } = props.item;
  const picture = { width: whole.width * (crop?.width ?? 1), height: whole.height * (crop?.height ?? 1) };
  const progress = frame / Math.max(1, props.item.durationInFrames - 1);
  const { left, top, width, height } = kenBurnsPlacement(props.kenBurns, progress, picture, box);
  // The layout size stays that of the picture and only the matrix moves: whole layout pixels would make it tremble.
  return (
    <Img
      src={props.src}
      style={{
        position: "absolute",
        left: 0,
        top: 0,
        width: picture.width,
        height: picture.height,
        maxWidth: "none",
        ...cropStyle(crop),
        transformOrigin: "0 0",
        transform: `matrix(${width / picture.width}, 0, 0, ${height / picture.height}, ${left}, ${top})`,
      }}
    />
  );
};

/** The picture's own size in pixels, from its bytes: what an asset says of itself may be wrong and would distort it. */
function usePictureSize(src: string): { width: number; height: number } | undefined {
  const { delayRender, continueRender, cancelRender } = useDelayRender();
  const [size, setSize] = useState<{ width: number; height: number }>();
  const [handle] = useState(() => delayRender(`size of ${src}`));
  useEffect(() => {
    const picture = new Image();
    picture.src = src;
    picture.decode().then(
      () => {
        setSize({ width: picture.naturalWidth, height: picture.naturalHeight });
        continueRender(handle);
      },
      () => cancelRender(new Error(`The picture cannot be loaded: ${src}`)),
    );
  }, [src, handle, continueRender, cancelRender]);
  return size;
}
