import { useMemo } from "react";
import { useVideoConfig } from "remotion";
import { frameGuide } from "../../../core/compositions/layout/frame-guide.ts";
import { textBlock } from "../../../core/compositions/layout/text-block.ts";
import { typeFace } from "../../../core/compositions/layout/type-face.ts";
import type { TextItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { isBoxed, Stage, useBox } from "./Stage.tsx";
import { onAnyPicture, typeColor } from "./type-colors.ts";

const PLATE_PADDING_IN_EM = 0.55;

/** A text without a box is a title in the middle of the safe area. */
export const TextView = ({ item }: { readonly item: TextItem }) => {
  const { width, height } = useVideoConfig();
  const guide = frameGuide(width, height);
  const own = useBox(item);
  const hasBox = isBoxed(item);
  const box = hasBox ? own : guide.safe;
  const face = useMemo(() => typeFace(item, { weight: 800, letterSpacingInEm: -0.02 }), [item]);
  const lineHeight = item.lineHeight ?? 1.14;
  const wishedSize = item.fontSize ?? (hasBox ? guide.type.body : guide.type.title);
  const { lines, fontSize } = useMemo(
    () =>
      textBlock(
        item.text,
        { face, fontSize: wishedSize, lineHeight },
        {
          width: box.width - (item.backgroundColor ? 2 * PLATE_PADDING_IN_EM * wishedSize : 0),
          height: box.height,
        },
        measureInPage,
      ),
    [item.text, item.backgroundColor, face, wishedSize, lineHeight, box.width, box.height],
  );
  const align = item.align ?? "center";
  return (
    <Stage item={{ ...item, ...box }} style={{ overflow: "visible" }}>
      <div
        style={{
          width: "100%",
          height: "100%",
          display: "flex",
          flexDirection: "column",
          justifyContent: "center",
          alignItems: align === "center" ? "center" : align === "left" ? "flex-start" : "flex-end",
          fontFamily: face.family,
          fontWeight: face.weight,
          fontSize,
          letterSpacing: `${face.letterSpacingInEm}em`,
          lineHeight,
          whiteSpace: "pre",
          textAlign: align,
          color: item.color ?? typeColor,
          ...(item.backgroundColor ? {} : onAnyPicture(fontSize)),
        }}
      >
        <div
          style={
            item.backgroundColor
              ? {
                  background: item.backgroundColor,
                  padding: `0.28em ${PLATE_PADDING_IN_EM}em`,
                  borderRadius: "0.22em",
                }
              : undefined
          }
        >
          {lines.join("\n")}
        </div>
      </div>
    </Stage>
  );
};
