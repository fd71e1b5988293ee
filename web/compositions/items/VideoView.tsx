import { OffthreadVideo, useRemotionEnvironment, useVideoConfig } from "remotion";
import type { VideoItem } from "../../../core/contract/composition.ts";
import { pictureStyle } from "./picture-style.ts";
import { Stage } from "./Stage.tsx";
import { volumeAt } from "./volume.ts";

/** Rendered muted (the finisher mixes all sound); heard in a player. */
export const VideoView = ({ item, src }: { readonly item: VideoItem; readonly src: string }) => {
  const { fps } = useVideoConfig();
  const { isRendering } = useRemotionEnvironment();
  return (
    <Stage item={item}>
      <OffthreadVideo
        src={src}
        muted={isRendering}
        volume={(frame) => volumeAt(item, frame, fps)}
        trimBefore={Math.round((item.videoStartFromInSeconds ?? 0) * fps)}
        playbackRate={item.playbackRate ?? 1}
        style={pictureStyle(item)}
      />
    </Stage>
  );
};
