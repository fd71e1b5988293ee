import { useMemo } from "react";
import { useVideoConfig } from "remotion";
import { endCard } from "../../../core/compositions/layout/end-card.ts";
import { frameGuide } from "../../../core/compositions/layout/frame-guide.ts";
import type { TextItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { Stage, useBox } from "./Stage.tsx";
import { highlightColor, typeColor } from "./type-colors.ts";

/** Darkest at the corners, so that the eye stays in the middle. */
const background = "radial-gradient(110% 110% at 50% 42%, #1d2942, #0b101d)";

/** The last thing that is seen: a headline, a short rule, and what is to be remembered in small below. */
export const EndCardView = ({ item }: { readonly item: TextItem }) => {
  const { width, height } = useVideoConfig();
  const box = useBox(item);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box is new each time, and follows from the others.
  const card = useMemo(
    () => endCard(item, box, frameGuide(width, height), measureInPage),
    [item, width, height],
  );
  const align = ({ left: "flex-start", center: "center", right: "flex-end" } as const)[
    item.align ?? "center"
  ];
  return (
    <Stage item={{ ...item, ...box }} style={{ background: item.backgroundColor ?? background }}>
      <div
        style={{
          position: "absolute",
          ...card.content,
          display: "flex",
          flexDirection: "column",
          justifyContent: "center",
          alignItems: align,
          textAlign: item.align ?? "center",
          whiteSpace: "pre",
          color: item.color ?? typeColor,
        }}
      >
        <div
          style={{
            fontFamily: card.headline.face.family,
            fontWeight: card.headline.face.weight,
            fontSize: card.headline.fontSize,
            letterSpacing: `${card.headline.face.letterSpacingInEm}em`,
            lineHeight: card.headline.lineHeight,
          }}
        >
          {card.headline.lines.join("\n")}
        </div>
        {card.small ? (
          <>
            <div style={{ ...card.rule, background: highlightColor, flexShrink: 0 }} />
            <div
              style={{
                fontFamily: card.small.face.family,
                fontWeight: card.small.face.weight,
                fontSize: card.small.fontSize,
                lineHeight: card.small.lineHeight,
                opacity: 0.82,
              }}
            >
              {card.small.lines.join("\n")}
            </div>
          </>
        ) : null}
      </div>
    </Stage>
  );
};
