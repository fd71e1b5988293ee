import type { MusicBed } from "../../contract/film-plan.ts";

/** How much quieter the bed is under speech. */
export const DUCK_DECIBELS = -12;
/** The bed is down when speech begins, because it is known when that is, and takes its time to come back. */
const ATTACK_SECONDS = 0.3;
const RELEASE_SECONDS = 0.7;
const FADE_IN_SECONDS = 0.5;
const FADE_OUT_SECONDS = 2;
const SAMPLE_RATE = 48_000;

/** Input options of the bed's file: short packets, so that a volume evaluated for each of them (11 ms) moves smoothly. */
export const bedInput = (loops: number): string[] => ["-max_size", "2048", "-stream_loop", String(loops)];

/**
 * The bed over the whole film: faded in and out, and lowered where something else is heard.
 * This ffmpeg has no sidechain and no afade; both are a volume that follows the time.
 */
export function musicChain({ gainInDecibels, ducks }: MusicBed, totalSamples: number): string {
  const end = totalSamples / SAMPLE_RATE;
  const fadeOut = Math.min(FADE_OUT_SECONDS, end / 2);
  const fades = `min(1,t/${FADE_IN_SECONDS})*clip((${decimal(end)}-t)/${decimal(fadeOut)},0,1)`;
  // Each is 0 to 1; they lie so far apart that no two overlap.
  const depths = ducks.map(({ startSample, endSample }) => {
    const [from, to] = [startSample / SAMPLE_RATE, endSample / SAMPLE_RATE];
    return `clip(min((t-${decimal(from)})/${ATTACK_SECONDS},(${decimal(to)}-t)/${RELEASE_SECONDS})+1,0,1)`;
  });
  const duck = depths.length === 0 ? "" : `*pow(10,${DUCK_DECIBELS / 20}*(${depths.join("+")}))`;
  return [
    "aformat=sample_fmts=fltp:channel_layouts=stereo",
    `atrim=end_sample=${totalSamples}`,
    ...(gainInDecibels === 0 ? [] : [`volume=${gainInDecibels}dB`]),
    `volume='${fades}${duck}':eval=frame`,
  ].join(",");
}

const decimal = (seconds: number): string => seconds.toFixed(6);
