import { useVideoConfig } from "remotion";
import type { CaptionPage } from "../../../core/compositions/layout/caption-pages.ts";
import type { TimedText } from "../../../core/compositions/layout/caption-words.ts";
import type { CaptionsLayout } from "../../../core/compositions/layout/captions-layout.ts";
import type { CaptionsItem } from "../../../core/contract/composition.ts";
import { highlightColor, onAnyPicture, typeColor } from "./type-colors.ts";

interface CaptionPageViewProps {
  readonly item: CaptionsItem;
  readonly layout: CaptionsLayout;
  readonly page: CaptionPage;
  /** In the highlight's colour. */
  readonly isLit: (word: TimedText) => boolean;
}

const sides = { left: "flex-start", center: "center", right: "flex-end" } as const;

/** One page of captions. Only colours differ from frame to frame: no word moves while its page is up. */
export const CaptionPageView = ({ item, layout, page, isLit }: CaptionPageViewProps) => {
  const { height } = useVideoConfig();
  const { face, box } = layout;
  const fontSize = layout.fontSize * page.shrink;
  const align = item.align ?? "center";
  const plate = item.backgroundColor
    ? { background: item.backgroundColor, padding: "0.04em 0.35em", borderRadius: "0.18em" }
    : {};
  return (
    <div
      lang={item.locale}
      style={{
        position: "absolute",
        left: box.left,
        width: box.width,
        bottom: height - box.top - box.height,
        display: "flex",
        justifyContent: sides[align],
        fontFamily: face.family,
        fontWeight: face.weight,
        fontSize,
        letterSpacing: `${face.letterSpacingInEm}em`,
        lineHeight: layout.lineHeight,
        fontKerning: "normal",
        whiteSpace: "pre",
        color: item.color ?? typeColor,
        // A plate is ground enough; on a light one a dark edge is dirt.
        ...(item.backgroundColor === undefined && onAnyPicture(fontSize)),
      }}
    >
      <div style={{ display: "flex", flexDirection: "column", alignItems: sides[align] }}>
        {page.lines.map((line) => (
          <div key={line[0]?.startMs} style={plate} data-line="">
            {line.map((word, index) => (
              <span key={`${word.startMs} ${word.text}`}>
                {index > 0 ? " " : ""}
                <span
                  data-word=""
                  style={isLit(word) ? { color: item.highlightColor ?? highlightColor } : {}}
                >
                  {word.text}
                </span>
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
};
