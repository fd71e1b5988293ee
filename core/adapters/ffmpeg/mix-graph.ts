import type { AudioClip, MusicBed } from "../../contract/film-plan.ts";
import { musicChain } from "./music-chain.ts";

export const SAMPLE_RATE = 48_000;

/** Room for clips that add up; the loudness step takes it back. */
export const HEADROOM_DECIBELS = -12;

/**
 * The filter graph that mixes clips into one stereo track of exactly `totalSamples`, `HEADROOM_DECIBELS` below their own level.
 *
 * @param clips each with the number of the ffmpeg input that its asset is; none, and no music: silence, which needs no input
 * @param music with the number of the input that its loop is
 * @returns a graph whose output is `[mix]`
 */
export function mixGraph(
  clips: readonly { readonly clip: AudioClip; readonly input: number }[],
  totalSamples: number,
  music?: { readonly bed: MusicBed; readonly input: number },
): string {
  const exactly = `apad=whole_len=${totalSamples},atrim=end_sample=${totalSamples}`;
  if (clips.length === 0 && music === undefined) {
    return `anullsrc=channel_layout=stereo:sample_rate=${SAMPLE_RATE},atrim=end_sample=${totalSamples}[mix]`;
  }
  const chains = clips.map(({ clip, input }, index) => `[${input}:a:0]${clipChain(clip)}[sound${index}]`);
  if (music) {
    chains.push(`[${music.input}:a:0]${musicChain(music.bed, totalSamples)}[sound${chains.length}]`);
  }
  const names = chains.map((_, index) => `[sound${index}]`).join("");
  const sum =
    chains.length === 1
      ? "acopy"
      : `amix=inputs=${chains.length}:normalize=0:duration=longest:dropout_transition=0`;
  return [...chains, `${names}${sum},volume=${HEADROOM_DECIBELS}dB,${exactly}[mix]`].join(";");
}

/** One asset's sound, cut, faded and put in its place; everything in samples, so that nothing drifts. */
function clipChain(clip: AudioClip): string {
  const { skipSamples, durationInSamples, startSample, playbackRate, gainInDecibels } = clip;
  return [
    `aresample=${SAMPLE_RATE}`,
    "aformat=sample_fmts=fltp:channel_layouts=stereo",
    `atrim=start_sample=${skipSamples}`,
    "asetpts=PTS-STARTPTS",
    ...tempos(playbackRate).map((tempo) => `atempo=${tempo}`),
    `atrim=end_sample=${durationInSamples}`,
    ...(gainInDecibels === 0 ? [] : [`volume=${gainInDecibels}dB`]),
    ...fades(clip),
    `adelay=delays=${startSample}S:all=1`,
  ].join(",");
}

/** One filter slows to half at most. */
function tempos(rate: number): number[] {
  if (rate === 1) return [];
  return rate < 0.5 ? [0.5, ...tempos(rate / 0.5)] : [rate];
}

/** This ffmpeg has no afade: a volume that follows the time, evaluated for every audio frame (some 20 ms). */
function fades({ fadeInSamples, fadeOutSamples, durationInSamples }: AudioClip): string[] {
  const seconds = (samples: number) => (samples / SAMPLE_RATE).toFixed(6);
  const ramps = [
    ...(fadeInSamples > 0 ? [`min(1,t/${seconds(fadeInSamples)})`] : []),
    ...(fadeOutSamples > 0
      ? [`max(0,min(1,(${seconds(durationInSamples)}-t)/${seconds(fadeOutSamples)}))`]
      : []),
  ];
  return ramps.length === 0 ? [] : [`volume='${ramps.join("*")}':eval=frame`];
}
