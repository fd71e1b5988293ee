import type { CaptionPage } from "../../../core/compositions/layout/caption-pages.ts";
import type { TimedText } from "../../../core/compositions/layout/caption-words.ts";
import type { TypeFace } from "../../../core/compositions/layout/type-face.ts";
import type { CaptionsItem } from "../../../core/contract/composition.ts";
import { highlightColor, onAnyPicture, typeColor } from "./type-colors.ts";

interface CaptionPageViewProps {
  readonly item: CaptionsItem;
  readonly page: CaptionPage;
  /** The word being spoken. */
  readonly active: TimedText | undefined;
  readonly face: TypeFace;
  readonly fontSize: number;
  /** Pixels of the frame. */
  readonly box: { readonly left: number; readonly width: number; readonly bottom: number };
}

/** One page of captions. Only colours differ from frame to frame: no word moves while its page is up. */
export const CaptionPageView = ({ item, page, active, face, fontSize, box }: CaptionPageViewProps) => {
  const align = item.align ?? "center";
  const plate = item.backgroundColor
    ? { background: item.backgroundColor, padding: "0.04em 0.35em", borderRadius: "0.18em" }
    : {};
  const sides = { left: "flex-start", center: "center", right: "flex-end" } as const;
  return (
    <div
      lang={item.locale}
      style={{
        position: "absolute",
        ...box,
        display: "flex",
        justifyContent: sides[align],
        fontFamily: face.family,
        fontWeight: face.weight,
        fontSize,
        letterSpacing: `${face.letterSpacingInEm}em`,
        lineHeight: item.lineHeight ?? 1.26,
        fontKerning: "normal",
        whiteSpace: "pre",
        color: item.color ?? typeColor,
        ...onAnyPicture(fontSize),
      }}
    >
      <div style={{ display: "flex", flexDirection: "column", alignItems: sides[align] }}>
        {page.lines.map((line) => (
          <div key={line[0]?.startMs} style={plate}>
            {line.map((word, index) => (
              <span key={`${word.startMs} ${word.text}`}>
                {index > 0 ? " " : ""}
                <span style={word === active ? { color: item.highlightColor ?? highlightColor } : {}}>
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
