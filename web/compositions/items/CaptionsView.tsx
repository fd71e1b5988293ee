import { useMemo } from "react";
import { useCurrentFrame, useVideoConfig } from "remotion";
import type { CaptionsItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { captionPages } from "../layout/caption-pages.ts";
import { activeWord, pageAt } from "../layout/caption-state.ts";
import { frameGuide } from "../layout/frame-guide.ts";
import { typeFace } from "../layout/type-face.ts";
import { Stage, useBox } from "./Stage.tsx";
import { highlightColor, onAnyPicture, typeColor } from "./type-colors.ts";

/** Word-timed captions. Only colours change from frame to frame: no word ever moves while its page is up. */
export const CaptionsView = ({ item }: { readonly item: CaptionsItem }) => {
  const frame = useCurrentFrame();
  const { fps, width, height } = useVideoConfig();
  const guide = frameGuide(width, height);
  const own = useBox(item);
  const box = isBoxed(item) ? own : guide.captionBox;
  const fontSize = item.fontSize ?? guide.type.caption;
  const face = useMemo(() => typeFace(item, { weight: 800, letterSpacingInEm: -0.01 }), [item]);
  const maxWidth = box.width;
  const pages = useMemo(
    () =>
      captionPages(item.captions, {
        maxWidth,
        maxLines: item.maxLines ?? 2,
        measure: (text) => measureInPage(text, face, fontSize),
      }),
    [item, face, fontSize, maxWidth],
  );
  const atMs = (frame / fps) * 1000;
  const page = pageAt(pages, atMs);
  if (!page) return null;
  const active = activeWord(page, atMs);
  const align = item.align ?? "center";
  const size = fontSize * page.shrink;
  return (
    <Stage item={{ ...item, left: 0, top: 0, width, height }}>
      <div
        lang={item.locale}
        style={{
          position: "absolute",
          left: box.left,
          width: box.width,
          bottom: height - box.top - box.height,
          display: "flex",
          flexDirection: "column",
          alignItems: align === "center" ? "center" : align === "left" ? "flex-start" : "flex-end",
          fontFamily: face.family,
          fontWeight: face.weight,
          fontSize: size,
          letterSpacing: `${face.letterSpacingInEm}em`,
          lineHeight: item.lineHeight ?? 1.26,
          fontKerning: "normal",
          whiteSpace: "pre",
          color: item.color ?? typeColor,
          ...onAnyPicture(size),
        }}
      >
        {page.lines.map((line) => (
          <div
            key={line[0]?.startMs}
            style={
              item.backgroundColor
                ? { background: item.backgroundColor, padding: "0 0.35em", borderRadius: "0.18em" }
                : undefined
            }
          >
            {line.map((word, index) => (
              <span key={`${word.startMs} ${word.text}`}>
                {index > 0 ? " " : ""}
                <span style={word === active ? { color: item.highlightColor ?? highlightColor } : undefined}>
                  {word.text}
                </span>
              </span>
            ))}
          </div>
        ))}
      </div>
    </Stage>
  );
};

function isBoxed(item: CaptionsItem): boolean {
  return [item.left, item.top, item.width, item.height].some((side) => side !== undefined);
}
