import { useMemo } from "react";
import { useVideoConfig } from "remotion";
import { platePaddingInEm, textLayout } from "../../../core/compositions/layout/text-layout.ts";
import type { TextItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { Stage } from "./Stage.tsx";
import { onAnyPicture, typeColor } from "./type-colors.ts";

/** A text without a box is a title in the middle of the safe area. */
export const TextView = ({ item }: { readonly item: TextItem }) => {
  const { width, height } = useVideoConfig();
  const { box, face, lines, fontSize, lineHeight } = useMemo(
    () => textLayout(item, { width, height }, measureInPage),
    [item, width, height],
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
                  padding: `${platePaddingInEm.y}em ${platePaddingInEm.x}em`,
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
