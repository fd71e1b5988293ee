import * as z from "zod";
import { type FfmpegTools, readAs, runFfmpeg } from "./run-ffmpeg.ts";

/** What films on the web are levelled to. */
const TARGET_LUFS = -16;
const HIGHEST_TRUE_PEAK = -1.5;
/** Where peaks are held down, all of them come up to the limit, and AAC moves those of drums by a decibel. */
const LIMITED_TRUE_PEAK = -2.7;
/** What a film may miss its level by before it is levelled again, in LU. */
const TOLERANCE = 0.5;
const MOST_CORRECTIONS = 2;
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

/** Integrated loudness (EBU R128) and true peak of an audio file. @param after what it goes through first */
export async function measureLoudness(tools: FfmpegTools, file: string, after?: string): Promise<Loudness> {
  const filters = [...(after === undefined ? [] : [after]), "loudnorm=print_format=json"].join(",");
  const { stderr } = await runFfmpeg(tools, "ffmpeg", [
    ...["-nostats", ...readAs(file), "-i", file, "-vn", "-af", filters, "-f", "null", "-"],
  ]);
  const report = stderr.slice(stderr.lastIndexOf("{"), stderr.lastIndexOf("}") + 1);
  // ffmpeg writes "-inf" for silence.
  return measured.parse(JSON.parse(report.replaceAll('"-inf"', '"-1e9"')));
}

/**
 * Finds the filter that brings a mix to `TARGET_LUFS`. loudnorm, where it is needed, misses its own target by up to 2 LU on
 * films of seconds and on music with loud drums; it is then asked for as much more or less.
 *
 * @param headroomDecibels what the mix was lowered by, 0 or less
 */
export async function findLevel(tools: FfmpegTools, mix: string, headroomDecibels: number): Promise<string> {
  const loudness = await measureLoudness(tools, mix);
  let target = TARGET_LUFS;
  let best = { filter: levelFilter(loudness, headroomDecibels), miss: Number.POSITIVE_INFINITY };
  if (!best.filter.startsWith("loudnorm")) return best.filter;
  for (let tries = 0; tries <= MOST_CORRECTIONS; tries += 1) {
    const filter = levelFilter(loudness, headroomDecibels, target);
    const { input_i: reached } = await measureLoudness(tools, mix, filter);
    const miss = Math.abs(TARGET_LUFS - reached);
    if (miss < best.miss) best = { filter, miss };
    if (miss <= TOLERANCE) break;
    target = Math.max(-30, Math.min(-5, target + TARGET_LUFS - reached));
  }
  return best.filter;
}

/**
 * The filter that levels a mix. One gain for the whole film where its peaks allow that, because it changes nothing but the
 * level; else the second pass of loudnorm, which holds the peaks down.
 *
 * @param headroomDecibels what the mix was lowered by, 0 or less
 * @param target LUFS that loudnorm is asked for
 */
export function levelFilter(loudness: Loudness, headroomDecibels: number, target = TARGET_LUFS): string {
  const { input_i: integrated, input_tp: peak, input_lra: range, input_thresh: threshold } = loudness;
  if (integrated <= SILENT_LUFS) return `volume=${-headroomDecibels}dB`;
  const gain = Math.min(TARGET_LUFS - integrated, MOST_GAIN_DECIBELS - headroomDecibels);
  if (peak + gain <= HIGHEST_TRUE_PEAK) return `volume=${gain.toFixed(2)}dB`;
  return [
    `loudnorm=I=${target.toFixed(2)}:TP=${LIMITED_TRUE_PEAK}:LRA=11`,
    `measured_I=${integrated}:measured_TP=${peak}:measured_LRA=${range}:measured_thresh=${threshold}`,
    "linear=false",
  ].join(":");
}
