import { useMemo } from "react";
import { useCurrentFrame, useVideoConfig } from "remotion";
import { activeWord, pageAt } from "../../../core/compositions/layout/caption-state.ts";
import { captionsLayout, scrimFade } from "../../../core/compositions/layout/captions-layout.ts";
import { opacityAt } from "../../../core/compositions/layout/fade.ts";
import type { CaptionsItem } from "../../../core/contract/composition.ts";
import { measureInPage } from "../fonts.ts";
import { CaptionPageView } from "./CaptionPageView.tsx";
import { Stage } from "./Stage.tsx";
import { scrim } from "./type-colors.ts";

/** Word-timed captions, standing on the lower edge of their box; without a box, where the frame's guide has them. */
export const CaptionsView = ({ item }: { readonly item: CaptionsItem }) => {
  const frame = useCurrentFrame();
  const { fps, width, height } = useVideoConfig();
  const layout = useMemo(() => captionsLayout(item, { width, height }, measureInPage), [item, width, height]);
  const atMs = (frame / fps) * 1000;
  const page = pageAt(layout.pages, atMs);
  const active = page && activeWord(page, atMs);
  return (
    // The whole frame: shadows reach beyond the box.
    <Stage item={{ ...item, left: 0, top: 0, width, height }}>
      {layout.scrim ? (
        <div
          style={{
            position: "absolute",
            ...layout.scrim,
            background: scrim,
            opacity: opacityAt(scrimFade, frame, item.durationInFrames, fps),
          }}
        />
      ) : null}
      {page ? (
        <CaptionPageView item={item} layout={layout} page={page} isLit={(word) => word === active} />
      ) : null}
    </Stage>
  );
};
