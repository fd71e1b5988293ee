import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { AbsoluteFill, Artifact, type CalculateMetadataFunction, Sequence, useDelayRender } from "remotion";
import {
  type AtlasPlan,
  atlasPlan,
  type CellContent,
  HIGHEST_ATLAS,
} from "../../core/compositions/layout/atlas-plan.ts";
import { captionsLayout } from "../../core/compositions/layout/captions-layout.ts";
import { ATLAS_SHEET_FILE, type AtlasSheet } from "../../core/contract/atlas.ts";
import type { CaptionsItem, Composition, Item } from "../../core/contract/composition.ts";
import { atlasSheet } from "./atlas-sheet.ts";
import { loadFonts, measureInPage } from "./fonts.ts";
import { CaptionPageView } from "./items/CaptionPageView.tsx";
import { EndCardView } from "./items/EndCardView.tsx";
import { SolidView } from "./items/SolidView.tsx";
import { TextView } from "./items/TextView.tsx";
import { scrim } from "./items/type-colors.ts";
import { useFonts } from "./use-fonts.ts";

/** Input props of the composition `Atlas`. */
export type AtlasProps = {
  readonly composition: Composition;
  /** Output against composition; the still has to be rendered at this scale. */
  readonly scale: number;
  readonly plan?: AtlasPlan;
};

/** Lays the cells out; they are as high as their type needs. @throws {Error} there is too much for one picture */
export const atlasMetadata: CalculateMetadataFunction<AtlasProps> = async ({ props }) => {
  await loadFonts(props.composition);
  const plan = atlasPlan(props.composition, props.scale, measureInPage);
  if (plan.height > HIGHEST_ATLAS) throw new Error(`The atlas would be ${plan.height} pixels high.`);
  return {
    fps: 30,
    durationInFrames: 1,
    width: props.composition.compositionWidth,
    height: Math.max(16, Math.ceil(plan.height / props.scale)),
    props: { ...props, plan },
  };
};

/** Everything of a segment that keeps its shape, one cell below the other on a transparent ground; gives out the sheet. */
export const Atlas = ({ composition, scale, plan }: AtlasProps) => {
  const areFontsReady = useFonts(composition);
  const elements = useRef<(Element | null)[]>([]);
  const sheet = useSheet(
    useCallback(() => {
      if (
        !plan ||
        !areFontsReady ||
        elements.current.some((element) => element?.getBoundingClientRect().width === 0)
      )
        return;
      return atlasSheet(composition, plan, elements.current, scale);
    }, [composition, plan, scale, areFontsReady]),
  );
  const px = (outputPixels: number) => outputPixels / scale;
  return (
    <AbsoluteFill>
      {(areFontsReady && plan ? plan.cells : []).map(({ itemId, content, cell }, index) => (
        <div
          key={`${itemId} ${cell.atlasTop}`}
          ref={(element) => {
            elements.current[index] = element;
          }}
          style={{
            position: "absolute",
            overflow: "hidden",
            left: 0,
            top: px(cell.atlasTop),
            width: px(cell.width),
            height: px(cell.height),
          }}
        >
          <div
            style={{
              position: "absolute",
              left: -px(cell.left),
              top: -px(cell.top),
              width: composition.compositionWidth,
              height: composition.compositionHeight,
            }}
          >
            <Sequence
              layout="none"
              width={composition.compositionWidth}
              height={composition.compositionHeight}
            >
              {viewOf(composition.items[itemId], content, composition)}
            </Sequence>
          </div>
        </div>
      ))}
      {sheet ? <Artifact filename={ATLAS_SHEET_FILE} content={JSON.stringify(sheet)} /> : null}
    </AbsoluteFill>
  );
};

/** Holds the picture back until everything has its place. */
function useSheet(measure: () => AtlasSheet | undefined): AtlasSheet | undefined {
  const { delayRender, continueRender, cancelRender } = useDelayRender();
  const [handle] = useState(() => delayRender("the sheet of the atlas"));
  const [sheet, setSheet] = useState<AtlasSheet>();
  useEffect(() => {
    let request = 0;
    const look = () => {
      try {
        const seen = measure();
        if (seen) setSheet(seen);
        else request = requestAnimationFrame(look);
      } catch (error) {
        cancelRender(error);
      }
    };
    look();
    return () => cancelAnimationFrame(request);
  }, [measure, cancelRender]);
  useEffect(() => {
    if (sheet) continueRender(handle);
  }, [sheet, handle, continueRender]);
  return sheet;
}

function viewOf(item: Item | undefined, content: CellContent, composition: Composition): ReactNode {
  if (item?.type === "captions")
    return <CaptionsCell item={item} content={content} composition={composition} />;
  if (item?.type === "text") {
    const still = atRest(item);
    return item.preset === "endCard" ? <EndCardView item={still} /> : <TextView item={still} />;
  }
  return item?.type === "solid" ? <SolidView item={atRest(item)} /> : null;
}

const CaptionsCell = (props: {
  readonly item: CaptionsItem;
  readonly content: CellContent;
  readonly composition: Composition;
}) => {
  const { item, content, composition } = props;
  const stage = { width: composition.compositionWidth, height: composition.compositionHeight };
  const layout = captionsLayout(item, stage, measureInPage);
  if (content.kind === "scrim") {
    return <div style={{ position: "absolute", ...layout.scrim, background: scrim }} />;
  }
  const page = content.kind === "page" ? layout.pages[content.page] : undefined;
  if (content.kind !== "page" || !page) return null;
  return <CaptionPageView item={item} layout={layout} page={page} isLit={() => content.isLit} />;
};

/** Opaque and in its place: the compositor makes it come and go. */
function atRest<Own extends Item>(item: Own): Own {
  return {
    ...item,
    opacity: undefined,
    fadeInDurationInSeconds: undefined,
    fadeOutDurationInSeconds: undefined,
    transitionIn: undefined,
    transitionOut: undefined,
  };
}
