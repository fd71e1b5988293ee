import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { AppError } from "../../contract/errors.ts";
import type { AudioClip } from "../../contract/film-plan.ts";
import type { FileTransfer } from "../../ports/file-transfer.ts";
import type { FilmFinisher, FilmRequest } from "../../ports/film-finisher.ts";
import { bedFile } from "../music/bed-file.ts";
import { findLevel } from "./loudness.ts";
import { HEADROOM_DECIBELS, mixGraph, SAMPLE_RATE } from "./mix-graph.ts";
import { bedInput } from "./music-chain.ts";
import { probeStreams } from "./probe-media.ts";
import { type FfmpegTools, readAs, runFfmpeg } from "./run-ffmpeg.ts";

export interface FfmpegFinisherOptions {
  readonly tools: FfmpegTools;
  /** Where segments are. */
  readonly segments: Pick<FileTransfer, "download">;
  /** What the media host serves: assets, and where the film goes. */
  readonly media: FileTransfer;
}

/** The segments do not make the film that was planned. Rendering them anew is the only cure. */
export class FilmNotExactError extends AppError {
  constructor(message: string) {
    super("FILM_NOT_EXACT", message, { httpStatus: 500 });
  }
}

const DOWNLOADS_AT_ONCE = 6;

/**
 * Finishes films with ffmpeg: pictures by stream copy, so that they are not touched again, and all sound mixed once over the
 * whole length, so that no cut is heard. Both streams end at the same time, and the index comes first (faststart).
 */
export function ffmpegFinisher({ tools, segments, media }: FfmpegFinisherOptions): FilmFinisher {
  return {
    async finish(request: FilmRequest): Promise<void> {
      const folder = await mkdtemp(path.join(tmpdir(), "film-"));
      try {
        const [list, mix] = await Promise.all([
          fetchSegments(segments, request.segmentKeys, folder),
          mixSound({ tools, media }, request, folder),
        ]);
        const film = path.join(folder, "film.mp4");
        await join(tools, list, mix, film);
        await checkFilm(tools, film, request, folder);
        await media.upload(film, keyOf(request.outputPath), {
          mimeType: "video/mp4",
          cacheControl: "public, max-age=31536000, immutable",
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** @returns the list file that the concat demuxer reads */
async function fetchSegments(
  store: Pick<FileTransfer, "download">,
  keys: readonly string[],
  folder: string,
): Promise<string> {
  const names = new Map([...new Set(keys)].map((key, index) => [key, `segment-${index}.mp4`]));
  await eachOf([...names], ([key, name]) => store.download(key, path.join(folder, name)));
  const list = path.join(folder, "segments.txt");
  const lines = keys.map((key) => `file '${names.get(key)}'`);
  await writeFile(list, `ffconcat version 1.0\n${lines.join("\n")}\n`);
  return list;
}

/** @returns a WAV of exactly the film's length, `HEADROOM_DECIBELS` below what it will be */
async function mixSound(
  { tools, media }: Pick<FfmpegFinisherOptions, "tools" | "media">,
  { audio, music, fps, durationInFrames }: FilmRequest,
  folder: string,
): Promise<string> {
  const files = new Map(
    [...new Set(audio.map((clip) => clip.path))].map((each, index) => [
      each,
      path.join(folder, `sound-${index}${path.extname(each)}`),
    ]),
  );
  const heard = new Set<string>();
  await eachOf([...files], async ([assetPath, file]) => {
    await media.download(keyOf(assetPath), file);
    const streams = await probeStreams(tools, file);
    // A clip without sound is a silent one, which is what it should be here.
    if (streams.some(({ codec_type }) => codec_type === "audio")) heard.add(assetPath);
  });
  const inputs: string[] = [];
  const clips: { clip: AudioClip; input: number }[] = [];
  for (const clip of audio.filter((each) => heard.has(each.path))) {
    const file = files.get(clip.path) ?? "";
    clips.push({ clip, input: clips.length });
    inputs.push(...readAs(file), "-i", file);
  }
  const mix = path.join(folder, "mix.wav");
  const totalSamples = Math.round((durationInFrames * SAMPLE_RATE) / fps);
  const graph = path.join(folder, "mix.txt");
  const bed = music && { bed: music, input: clips.length };
  if (music) {
    const file = path.join(folder, "music.wav");
    const { bytes, lengthInSamples } = bedFile(music.mood);
    await writeFile(file, bytes);
    inputs.push(...bedInput(Math.ceil(totalSamples / lengthInSamples)), ...readAs(file), "-i", file);
  }
  await writeFile(graph, mixGraph(clips, totalSamples, bed));
  await runFfmpeg(tools, "ffmpeg", [
    ...["-v", "error", "-nostdin", "-y", ...inputs, "-/filter_complex", graph, "-map", "[mix]"],
    ...["-c:a", "pcm_s24le", "-ar", String(SAMPLE_RATE), mix],
  ]);
  return mix;
}

async function join(tools: FfmpegTools, list: string, mix: string, film: string): Promise<void> {
  const level = await findLevel(tools, mix, HEADROOM_DECIBELS);
  await runFfmpeg(tools, "ffmpeg", [
    ...["-v", "error", "-nostdin", "-y"],
    ...[...readAs(list), "-i", list, ...readAs(mix), "-i", mix],
    ...["-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy"],
    ...[
      "-af",
      `${level},aresample=${SAMPLE_RATE}`,
      "-c:a",
      "aac",
      "-b:a",
      "192k",
      "-ar",
      String(SAMPLE_RATE),
    ],
    ...["-map_metadata", "-1", "-movflags", "+faststart", film],
  ]);
}

async function checkFilm(
  tools: FfmpegTools,
  film: string,
  { segmentKeys, durationInFrames }: FilmRequest,
  folder: string,
): Promise<void> {
  const streams = await probeStreams(tools, film, { countPackets: true });
  const frames = streams.find(({ codec_type }) => codec_type === "video")?.nb_read_packets ?? 0;
  if (frames !== durationInFrames) {
    throw new FilmNotExactError(`The film has ${frames} frames instead of ${durationInFrames}.`);
  }
  const distinct = new Set(segmentKeys).size;
  const headers = new Set<string | undefined>();
  for (let index = 0; index < distinct; index += 1) {
    const [video] = await probeStreams(tools, path.join(folder, `segment-${index}.mp4`));
    headers.add(`${video?.codec_name} ${video?.width}x${video?.height} ${video?.extradata_hash}`);
  }
  if (headers.size > 1) {
    throw new FilmNotExactError(`The segments are encoded differently: ${[...headers].join(", ")}`);
  }
}

const keyOf = (mediaPath: string): string => mediaPath.replace(/^\//, "");

async function eachOf<Value>(values: readonly Value[], work: (value: Value) => Promise<void>): Promise<void> {
  const left = [...values];
  const worker = async () => {
    for (let value = left.shift(); value !== undefined; value = left.shift()) await work(value);
  };
  await Promise.all(Array.from({ length: DOWNLOADS_AT_ONCE }, worker));
}
