import * as z from "zod";
import { type FfmpegTools, onlyFiles, runFfmpeg } from "./run-ffmpeg.ts";

/** What films on the web are levelled to. */
const TARGET_LUFS = -16;
const HIGHEST_TRUE_PEAK = -1.5;
/** Below this there is nothing to hear that should be brought forward. */
const SILENT_LUFS = -60;
/** Never louder than this against the clips' own level: noise would come with it. */
const MOST_GAIN_DECIBELS = 20;

const measured = z.object({
  input_i: z.coerce.number(),
  input_tp: z.coerce.number(),
  input_lra: z.coerce.number(),
  input_thresh: z.coerce.number(),
});
export type Loudness = z.infer<typeof measured>;

/** Integrated loudness (EBU R128) and true peak of an audio file. */
export async function measureLoudness(tools: FfmpegTools, file: string): Promise<Loudness> {
  const { stderr } = await runFfmpeg(tools, "ffmpeg", [
    ...["-nostats", ...onlyFiles, "-i", file, "-vn", "-af", "loudnorm=print_format=json", "-f", "null", "-"],
  ]);
  const report = stderr.slice(stderr.lastIndexOf("{"), stderr.lastIndexOf("}") + 1);
  // ffmpeg writes "-inf" for silence.
  return measured.parse(JSON.parse(report.replaceAll('"-inf"', '"-1e9"')));
}

/**
 * The filter that levels a mix. One gain for the whole film where its peaks allow that, because it changes nothing but the
 * level; else the second pass of loudnorm, which holds the peaks down.
 *
 * @param headroomDecibels what the mix was lowered by, 0 or less
 */
export function levelFilter(loudness: Loudness, headroomDecibels: number): string {
  const { input_i: integrated, input_tp: peak, input_lra: range, input_thresh: threshold } = loudness;
  if (integrated <= SILENT_LUFS) return `volume=${-headroomDecibels}dB`;
  const gain = Math.min(TARGET_LUFS - integrated, MOST_GAIN_DECIBELS - headroomDecibels);
  if (peak + gain <= HIGHEST_TRUE_PEAK) return `volume=${gain.toFixed(2)}dB`;
  return [
    `loudnorm=I=${TARGET_LUFS}:TP=${HIGHEST_TRUE_PEAK}:LRA=11`,
    `measured_I=${integrated}:measured_TP=${peak}:measured_LRA=${range}:measured_thresh=${threshold}`,
    "linear=false",
  ].join(":");
}
