import { Html5Audio, useRemotionEnvironment, useVideoConfig } from "remotion";
import type { AudioItem } from "../../../core/contract/composition.ts";
import { volumeAt } from "./volume.ts";

/** Heard in a player only: in a render the finisher mixes all sound. */
export const AudioView = ({ item, src }: { readonly item: AudioItem; readonly src: string }) => {
  const { fps } = useVideoConfig();
  const { isRendering } = useRemotionEnvironment();
  if (isRendering) return null;
  return (
    <Html5Audio
      src={src}
      volume={(frame) => volumeAt(item, frame, fps)}
      trimBefore={Math.round((item.audioStartFromInSeconds ?? 0) * fps)}
      playbackRate={item.playbackRate ?? 1}
    />
  );
};
