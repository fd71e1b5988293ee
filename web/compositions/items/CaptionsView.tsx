import { useMemo } from "react";
import { useCurrentFrame, useVideoConfig } from "remotion";
import { captionPages } from "../../../core/compositions/layout/caption-pages.ts";
import { activeWord, pageAt } from "../../../core/compositions/layout/caption-state.ts";
import { opacityAt } from "../../../core/compositions/layout/fade.ts";
import { frameGuide } from "../../../core/compositions/layout/frame-guide.ts";
import { typeFace } from "../../../core/compositions/layout/type-face.ts";
import type { CaptionsItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { CaptionPageView } from "./CaptionPageView.tsx";
import { isBoxed, Stage, useBox } from "./Stage.tsx";
import { scrim } from "./type-colors.ts";

/** From the captions' lower edge to where the picture begins to darken. */
const SCRIM_HEIGHT_IN_EM = 6.4;
const SCRIM_FADE = { fadeInDurationInSeconds: 0.35, fadeOutDurationInSeconds: 0.35 };

/** Word-timed captions, standing on the lower edge of their box; without a box, where the frame's guide has them. */
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
  const hasScrim = !isBoxed(item) && item.backgroundColor === undefined;
  const scrimTop = Math.round(box.top + box.height - SCRIM_HEIGHT_IN_EM * fontSize);
  return (
    // The whole frame: shadows reach beyond the box.
    <Stage item={{ ...item, left: 0, top: 0, width, height }}>
      {hasScrim ? (
        <div
          style={{
            position: "absolute",
            left: 0,
            right: 0,
            top: scrimTop,
            bottom: 0,
            background: scrim,
            opacity: opacityAt(SCRIM_FADE, frame, item.durationInFrames, fps),
          }}
        />
      ) : null}
      {page ? (
        <CaptionPageView
          item={item}
          page={page}
          active={activeWord(page, atMs)}
          face={face}
          fontSize={fontSize * page.shrink}
          box={{ left: box.left, width: box.width, bottom: height - box.top - box.height }}
        />
      ) : null}
    </Stage>
  );
};
