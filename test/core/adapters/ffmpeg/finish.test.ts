import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpegFinisher } from "../../../../core/adapters/ffmpeg/ffmpeg-finisher.ts";
import { levelFilter, measureLoudness } from "../../../../core/adapters/ffmpeg/loudness.ts";
import { probeStreams } from "../../../../core/adapters/ffmpeg/probe-media.ts";
import { runFfmpeg } from "../../../../core/adapters/ffmpeg/run-ffmpeg.ts";
import type { AudioClip } from "../../../../core/contract/film-plan.ts";
import type { FileTransfer } from "../../../../core/ports/file-transfer.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";
import { onsets, writeClicks, writeTone } from "./click-track.ts";
import { writeGreyClip } from "./grey-clip.ts";

const tools = { directory: ffmpegDirectory };
const RATE = 48_000;
const root = mkdtempSync(path.join(tmpdir(), "finish-test-"));
const place = (key: string) => path.join(root, key);
const files: FileTransfer = {
  download: (key, file) => Promise.resolve(copyFileSync(place(key), file)),
  upload(file, key) {
    mkdirSync(path.dirname(place(key)), { recursive: true });
    return Promise.resolve(copyFileSync(file, place(key)));
  },
};
const finisher = ffmpegFinisher({ tools, segments: files, media: files });

const clip = (overrides: Partial<AudioClip>): AudioClip => ({
  path: "/clicks.wav",
  startSample: 0,
  durationInSamples: RATE,
  skipSamples: 0,
  playbackRate: 1,
  gainInDecibels: 0,
  fadeInSamples: 0,
  fadeOutSamples: 0,
  ...overrides,
});

/** The sound as a player plays it: 16 bit mono. */
async function soundOf(key: string): Promise<Buffer> {
  const file = place("decoded.wav");
  await runFfmpeg(tools, "ffmpeg", [
    "-v",
    "error",
    "-y",
    "-i",
    place(key),
    "-vn",
    "-ac",
    "1",
    "-c:a",
    "pcm_s16le",
    file,
  ]);
  const bytes = readFileSync(file);
  return bytes.subarray(bytes.indexOf("data") + 8);
}

beforeAll(async () => {
  await writeGreyClip(place("a.mp4"), 45, 30);
  await writeGreyClip(place("b.mp4"), 31, 30);
  await writeGreyClip(place("c.mp4"), 74, 30);
  writeClicks(place("clicks.wav"), RATE * 2, [0, RATE]);
  writeTone(place("tone.wav"), RATE * 10);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("the finisher", () => {
  it("keeps sound and picture together at every cut, to a fraction of a frame", async () => {
    // One click at the first frame of each segment: frames 0, 45 and 76.
    const starts = [0, 45, 76].map((frame) => frame * 1600);
    await finisher.finish({
      segmentKeys: ["a.mp4", "b.mp4", "c.mp4"],
      fps: 30,
      durationInFrames: 150,
      audio: starts.map((startSample) => clip({ startSample, durationInSamples: 24_000 })),
      outputPath: "/renders/x/clicks.mp4",
    });
    const heard = onsets(await soundOf("renders/x/clicks.mp4"));
    expect(heard).toHaveLength(3);
    for (const [index, sample] of heard.entries()) {
      expect(Math.abs(sample - (starts[index] ?? 0))).toBeLessThan(240);
    }
  });

  it("makes both streams exactly as long as the film, with the index first", async () => {
    const streams = await probeStreams(tools, place("renders/x/clicks.mp4"), { countPackets: true });
    const video = streams.find(({ codec_type }) => codec_type === "video");
    const audio = streams.find(({ codec_type }) => codec_type === "audio");
    expect(video).toMatchObject({ codec_name: "h264", nb_read_packets: 150, duration: 5 });
    expect(audio).toMatchObject({ codec_name: "aac", duration: 5 });
    const bytes = readFileSync(place("renders/x/clicks.mp4"));
    expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
    const { stdout } = await runFfmpeg(tools, "ffprobe", [
      ...[
        "-v",
        "error",
        "-select_streams",
        "v",
        "-show_entries",
        "stream=color_space,color_primaries,color_range,pix_fmt",
      ],
      ...["-of", "default=nw=1", place("renders/x/clicks.mp4")],
    ]);
    expect(stdout).toContain("color_space=bt709");
    expect(stdout).toContain("color_primaries=bt709");
    expect(stdout).toContain("color_range=tv");
    expect(stdout).toContain("pix_fmt=yuv420p");
  });

  it("has no gap where two clips meet at a cut", async () => {
    await finisher.finish({
      segmentKeys: ["a.mp4", "b.mp4"],
      fps: 30,
      durationInFrames: 76,
      audio: [
        clip({ path: "/tone.wav", durationInSamples: 72_000 }),
        clip({ path: "/tone.wav", startSample: 72_000, skipSamples: 72_000, durationInSamples: 49_600 }),
      ],
      outputPath: "/renders/x/tone.mp4",
    });
    const pcm = await soundOf("renders/x/tone.mp4");
    // Every 5 ms around the cut is as loud as the rest: 440 Hz has two periods in it.
    const peaks = Array.from({ length: 40 }, (_, index) => {
      const from = 72_000 - 4_800 + index * 240;
      return Math.max(
        ...Array.from({ length: 240 }, (_unused, at) => Math.abs(pcm.readInt16LE((from + at) * 2))),
      );
    });
    expect(Math.min(...peaks)).toBeGreaterThan(Math.max(...peaks) * 0.9);
  });

  it("levels what is heard to -16 LUFS, peaks below -1 dBTP", async () => {
    const loudness = await measureLoudness(tools, place("renders/x/tone.mp4"));
    expect(loudness.input_i).toBeGreaterThan(-17);
    expect(loudness.input_i).toBeLessThan(-15);
    expect(loudness.input_tp).toBeLessThan(-1);
  });

  it("gives a silent film a silent track", async () => {
    await finisher.finish({
      segmentKeys: ["a.mp4"],
      fps: 30,
      durationInFrames: 45,
      audio: [],
      outputPath: "/renders/x/silent.mp4",
    });
    const streams = await probeStreams(tools, place("renders/x/silent.mp4"));
    expect(streams.find(({ codec_type }) => codec_type === "audio")).toMatchObject({
      codec_name: "aac",
      duration: 1.5,
    });
    expect(onsets(await soundOf("renders/x/silent.mp4"), 0.001)).toEqual([]);
  });

  it("takes a video without sound for silence", async () => {
    await finisher.finish({
      segmentKeys: ["a.mp4"],
      fps: 30,
      durationInFrames: 45,
      audio: [clip({ path: "/b.mp4" }), clip({ startSample: 4800, durationInSamples: 24_000 })],
      outputPath: "/renders/x/mixed.mp4",
    });
    expect(onsets(await soundOf("renders/x/mixed.mp4"))).toHaveLength(1);
  });

  it("fades, trims, slows down and turns down by the plan", async () => {
    await finisher.finish({
      segmentKeys: ["c.mp4"],
      fps: 30,
      durationInFrames: 74,
      audio: [
        // The second click of the track, at half speed: one click, half a second in.
        clip({ skipSamples: 24_000, playbackRate: 0.5, durationInSamples: 96_000, gainInDecibels: -6 }),
        clip({ path: "/tone.wav", startSample: 96_000, durationInSamples: 22_400, fadeInSamples: 22_400 }),
      ],
      outputPath: "/renders/x/shaped.mp4",
    });
    const pcm = await soundOf("renders/x/shaped.mp4");
    const [click] = onsets(pcm.subarray(0, 90_000 * 2));
    // Stretching moves a sound by some ms: it works on overlapping windows.
    expect(Math.abs((click ?? 0) - 48_000)).toBeLessThan(3200);
    const level = (from: number) =>
      Math.max(...Array.from({ length: 1000 }, (_, at) => Math.abs(pcm.readInt16LE((from + at) * 2))));
    expect(level(98_000)).toBeLessThan(level(106_000));
    expect(level(106_000)).toBeLessThan(level(116_000));
  });

  it("writes the same film again when it is asked twice", async () => {
    const request = {
      segmentKeys: ["a.mp4"],
      fps: 30,
      durationInFrames: 45,
      audio: [clip({ durationInSamples: 24_000 })],
      outputPath: "/renders/x/twice.mp4",
    };
    await finisher.finish(request);
    const first = readFileSync(place("renders/x/twice.mp4"));
    await finisher.finish(request);
    expect(readFileSync(place("renders/x/twice.mp4")).equals(first)).toBe(true);
  });

  it("refuses segments that do not make the planned film", async () => {
    const wrong = { fps: 30, durationInFrames: 46, audio: [], outputPath: "/renders/x/wrong.mp4" };
    await expect(finisher.finish({ ...wrong, segmentKeys: ["a.mp4"] })).rejects.toThrow(
      "45 frames instead of 46",
    );
  });

  it("opens nothing but files, whatever a file names", async () => {
    const list = place("list.txt");
    writeFileSync(list, "ffconcat version 1.0\nfile 'http://127.0.0.1:9/x.mp4'\n");
    await expect(probeStreams(tools, list)).rejects.toThrow(/status 1/);
  });

  it("reads a list of files behind an audio tag as the sound it says to be, and opens nothing that it names", async () => {
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0);
    const list = "ffconcat version 1.0\nfile tone.wav\n";
    const disguised = place("disguised.mp3");
    writeFileSync(disguised, Buffer.concat([tag, Buffer.from(list)]));
    const guess = ["-protocol_whitelist", "file", "-show_format", disguised];
    // Left to guess, it opens the file in the list.
    expect((await runFfmpeg(tools, "ffprobe", guess)).stdout).toContain("format_name=concat");
    await expect(probeStreams(tools, disguised)).rejects.toThrow(/status 1/);
  });

  it("reads nothing of a kind that ingest does not store", async () => {
    const playlist = place("list.m3u8");
    writeFileSync(playlist, "#EXTM3U\n");
    await expect(probeStreams(tools, playlist)).rejects.toThrow(RangeError);
  });
});

describe("the level of a mix", () => {
  it("is one gain where the peaks allow it, else held down by loudnorm", () => {
    const loudness = { input_i: -30, input_tp: -20, input_lra: 5, input_thresh: -40 };
    expect(levelFilter(loudness, -12)).toBe("volume=14.00dB");
    expect(levelFilter({ ...loudness, input_tp: -10 }, -12)).toMatch(/^loudnorm=/);
    expect(levelFilter({ ...loudness, input_i: -1e9 }, -12)).toBe("volume=12dB");
  });
});
