import * as z from "zod";
import { type FfmpegTools, readAs, runFfmpeg } from "./run-ffmpeg.ts";

const probed = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().optional(),
      nb_read_packets: z.coerce.number().optional(),
      extradata_hash: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      duration: z.coerce.number().optional(),
    }),
  ),
});
export type ProbedStream = z.infer<typeof probed>["streams"][number];

/** The streams of a file. @param options `countPackets`: reads the whole file; a video's packets are its frames */
export async function probeStreams(
  tools: FfmpegTools,
  file: string,
  { countPackets = false }: { countPackets?: boolean } = {},
): Promise<ProbedStream[]> {
  const count = countPackets ? ["-count_packets"] : [];
  const { stdout } = await runFfmpeg(tools, "ffprobe", [
    ...["-v", "error", ...readAs(file), ...count, "-show_streams", "-show_data_hash", "md5", "-of", "json"],
    file,
  ]);
  return probed.parse(JSON.parse(stdout)).streams;
}
