import { type CalculateMetadataFunction, Composition } from "remotion";
import type { Composition as FilmData } from "../../core/contract/composition.ts";
import { Atlas, type AtlasProps, atlasMetadata } from "./Atlas.tsx";
import { Film, type FilmProps } from "./Film.tsx";

const nothing: FilmData = {
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  tracks: [],
  items: {},
  assets: {},
};

const calculateMetadata: CalculateMetadataFunction<FilmProps> = ({ props }) => ({
  fps: props.composition.fps,
  width: props.composition.compositionWidth,
  height: props.composition.compositionHeight,
  durationInFrames: props.durationInFrames ?? lastFrame(props.composition),
});

/** `Film` draws a film; `Atlas` draws, once, what of it keeps its shape, for the compositor. */
export const Root = () => (
  <>
    <Composition
      id="Film"
      component={Film}
      fps={nothing.fps}
      width={nothing.compositionWidth}
      height={nothing.compositionHeight}
      durationInFrames={1}
      defaultProps={{ composition: nothing, mediaBaseUrl: "" } satisfies FilmProps as FilmProps}
      calculateMetadata={calculateMetadata}
    />
    <Composition
      id="Atlas"
      component={Atlas}
      fps={30}
      width={16}
      height={16}
      durationInFrames={1}
      defaultProps={{ composition: nothing, scale: 1 } satisfies AtlasProps as AtlasProps}
      calculateMetadata={atlasMetadata}
    />
  </>
);

function lastFrame(composition: FilmData): number {
  const ends = composition.tracks
    .flatMap((track) => track.items)
    .map((id) => composition.items[id])
    .map((item) => (item ? item.from + item.durationInFrames : 0));
  return Math.max(1, ...ends);
}
