import path from "node:path";

/** ffmpeg and ffprobe as Remotion ships them: what runs in Lambda, for this machine. */
export const ffmpegDirectory = path.resolve(
  import.meta.dirname,
  "../node_modules/@remotion/compositor-linux-x64-gnu",
);
