import { type ReactNode, useMemo } from "react";
import { AbsoluteFill, Sequence } from "remotion";
import type { Composition, Item } from "../../core/contract/composition.ts";
import { AudioView } from "./items/AudioView.tsx";
import { CaptionsView } from "./items/CaptionsView.tsx";
import { EndCardView } from "./items/EndCardView.tsx";
import { ImageView } from "./items/ImageView.tsx";
import { SolidView } from "./items/SolidView.tsx";
import { TextView } from "./items/TextView.tsx";
import { VideoView } from "./items/VideoView.tsx";
import { mediaUrl } from "./media-url.ts";
import { useFonts } from "./use-fonts.ts";

/** Input props of the composition `Film`. */
export type FilmProps = {
  readonly composition: Composition;
  /** Where assets with a path (`/assets/…`) are, without a slash at its end. */
  readonly mediaBaseUrl: string;
  /** Absent: until the last item ends. A segment may be longer than its items. */
  readonly durationInFrames?: number | undefined;
};

/** Draws a composition: the first track is in front, and within a track the later item is. */
export const Film = ({ composition, mediaBaseUrl }: FilmProps) => {
  const areFontsReady = useFonts(composition);
  const items = useMemo(() => itemsFromBackToFront(composition), [composition]);
  return (
    <AbsoluteFill style={{ backgroundColor: "black" }}>
      {areFontsReady
        ? items.map((item) => (
            <Sequence
              key={item.id}
              from={item.from}
              durationInFrames={item.durationInFrames}
              name={item.id}
              layout="none"
            >
              {viewOf(item, composition.assets, mediaBaseUrl)}
            </Sequence>
          ))
        : null}
    </AbsoluteFill>
  );
};

function viewOf(item: Item, assets: Composition["assets"], mediaBaseUrl: string): ReactNode {
  switch (item.type) {
    case "solid":
      return <SolidView item={item} />;
    case "text":
      return item.preset === "endCard" ? <EndCardView item={item} /> : <TextView item={item} />;
    case "captions":
      return <CaptionsView item={item} />;
    case "image":
      return <ImageView item={item} src={mediaUrl(assets[item.assetId], mediaBaseUrl)} />;
    case "video":
      return <VideoView item={item} src={mediaUrl(assets[item.assetId], mediaBaseUrl)} />;
    case "audio":
      return <AudioView item={item} src={mediaUrl(assets[item.assetId], mediaBaseUrl)} />;
  }
}

function itemsFromBackToFront(composition: Composition): Item[] {
  return [...composition.tracks]
    .reverse()
    .flatMap((track) => track.items.flatMap((id) => composition.items[id] ?? []));
}
