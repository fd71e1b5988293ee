import type { BenchResult } from "./bench-result.ts";
import { measureFilmTimes } from "./render/film-times.ts";
import { measureFrameRates } from "./render/frame-rates.ts";

/** How fast eight scenes become a film: against stock Remotion, against the encoder alone, and when one scene is changed. */
export async function run(): Promise<BenchResult> {
  const rates = await measureFrameRates();
  const times = await measureFilmTimes();
  const numbers = {
    ratioToStockDefaults: rates.compositor / rates.stockDefaults,
    ratioToStockBest: rates.compositor / rates.stockBest,
    // Time against time: how many times as long as the encoder alone.
    ratioToEncodeLimit: rates.encodeLimit / rates.compositor,
    lastSceneToFilmSeconds: times.lastSceneToFilm,
    secondRenderShare: times.secondRender / times.firstRender,
    composingPeakMb: rates.composingPeakMb,
  };
  const rate = (name: string, fps: number) => [
    name,
    `${fps.toFixed(1)} fps`,
    `${(fps / rates.stockBest).toFixed(2)}`,
  ];
  const time = (name: string, seconds: number) => [
    name,
    `${seconds.toFixed(1)} s`,
    `${(seconds / times.firstRender).toFixed(2)}`,
  ];
  return {
    numbers,
    goals: [
      { number: "ratioToStockBest", atLeast: 3 },
      { number: "ratioToEncodeLimit", atMost: 1.3 },
      { number: "secondRenderShare", atMost: 0.2 },
      { number: "composingPeakMb", atMost: 700 },
    ],
    table: [
      ["eight scenes, 1080p at 30 fps", "measured", "ratio"],
      rate("stock Remotion, its defaults", rates.stockDefaults),
      rate("stock Remotion, its best settings", rates.stockBest),
      rate("compositor, one-time costs included", rates.compositor),
      rate("x264 alone, on the same frames", rates.encodeLimit),
      ["memory of one compositor and its ffmpeg", `${rates.composingPeakMb.toFixed(0)} MB`, ""],
      ["length of the film", `${times.filmSeconds.toFixed(1)} s`, ""],
      time("from the last scene to the MP4, drawn ahead", times.lastSceneToFilm),
      time("render of all segments", times.firstRender),
      time(`render after one change (${times.secondRenderSegments})`, times.secondRender),
    ],
  };
}
