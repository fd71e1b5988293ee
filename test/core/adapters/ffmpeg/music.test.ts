import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpegFinisher } from "../../../../core/adapters/ffmpeg/ffmpeg-finisher.ts";
import { measureLoudness } from "../../../../core/adapters/ffmpeg/loudness.ts";
import { musicChain } from "../../../../core/adapters/ffmpeg/music-chain.ts";
import { probeStreams } from "../../../../core/adapters/ffmpeg/probe-media.ts";
import { runFfmpeg } from "../../../../core/adapters/ffmpeg/run-ffmpeg.ts";
import { bedFile } from "../../../../core/adapters/music/bed-file.ts";
import { musicMoods } from "../../../../core/contract/composition.ts";
import type { AudioClip, MusicBed } from "../../../../core/contract/film-plan.ts";
import type { FileTransfer } from "../../../../core/ports/file-transfer.ts";
import { ffmpegDirectory } from "../../../ffmpeg-directory.ts";
import { writeSpeech } from "./click-track.ts";
import { writeGreyClip } from "./grey-clip.ts";

const tools = { directory: ffmpegDirectory };
const RATE = 48_000;
const SECONDS = 20;
const root = mkdtempSync(path.join(tmpdir(), "music-test-"));
const place = (key: string) => path.join(root, key);
const files: FileTransfer = {
  download: (key, file) => Promise.resolve(copyFileSync(place(key), file)),
  upload(file, key) {
    mkdirSync(path.dirname(place(key)), { recursive: true });
    return Promise.resolve(copyFileSync(file, place(key)));
  },
};
const finisher = ffmpegFinisher({ tools, segments: files, media: files });

/** Spoken from second 4 to second 9, and from 14 to 18. */
const spoken = [
  { startSample: 4 * RATE, endSample: 9 * RATE },
  { startSample: 14 * RATE, endSample: 18 * RATE },
];
const narration = spoken.map(
  ({ startSample, endSample }): AudioClip => ({
    path: "/speech.wav",
    startSample,
    durationInSamples: endSample - startSample,
    skipSamples: 0,
    playbackRate: 1,
    gainInDecibels: 0,
    fadeInSamples: 0,
    fadeOutSamples: 0,
  }),
);
const bedOf = (mood: MusicBed["mood"], overrides: Partial<MusicBed> = {}): MusicBed => ({
  mood,
  gainInDecibels: 0,
  ducks: spoken,
  ...overrides,
});

async function finish(name: string, audio: readonly AudioClip[], music?: MusicBed): Promise<string> {
  await finisher.finish({
    segmentKeys: ["grey.mp4"],
    fps: 30,
    durationInFrames: SECONDS * 30,
    audio,
    ...(music && { music }),
    outputPath: `/films/${name}.mp4`,
  });
  return place(`films/${name}.mp4`);
}

/** 16 bit stereo. */
async function soundOf(film: string): Promise<Buffer> {
  const file = `${film}.wav`;
  await runFfmpeg(tools, "ffmpeg", ["-v", "error", "-y", "-i", film, "-vn", "-c:a", "pcm_s16le", file]);
  const bytes = readFileSync(file);
  return bytes.subarray(bytes.indexOf("data") + 8);
}

/** Level of what differs between left and right, in dB. Narration is the same on both sides, so this is music alone. */
function sideLevel(pcm: Buffer, fromSecond: number, toSecond: number): number {
  let squares = 0;
  for (let sample = Math.round(fromSecond * RATE); sample < toSecond * RATE; sample += 1) {
    const at = (sample * 4) % pcm.length;
    squares += ((pcm.readInt16LE(at) - pcm.readInt16LE(at + 2)) / 65536) ** 2;
  }
  return 10 * Math.log10(squares / ((toSecond - fromSecond) * RATE) + 1e-12);
}

beforeAll(async () => {
  await writeGreyClip(place("grey.mp4"), SECONDS * 30, 30);
  writeSpeech(place("speech.wav"), 5 * RATE);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe("music in a film", () => {
  it.each(musicMoods)("%s: at least 8 dB down under speech, the film at -16 LUFS", async (mood) => {
    const film = await finish(mood, narration, bedOf(mood));
    const loudness = await measureLoudness(tools, film);
    const heard = await soundOf(film);
    const bed = bedFile(mood).bytes.subarray(44);
    const gain = (from: number, to: number) => sideLevel(heard, from, to) - sideLevel(bed, from, to);
    const [before, under, between, underAgain] = [gain(1, 3.5), gain(4, 9), gain(10, 13.5), gain(14, 18)];
    expect(Math.abs(loudness.input_i + 16)).toBeLessThan(1);
    expect(loudness.input_tp).toBeLessThanOrEqual(-1);
    expect(before - under).toBeGreaterThan(8);
    expect(between - under).toBeGreaterThan(8);
    expect(between - underAgain).toBeGreaterThan(8);
  });

  it("begins and ends in silence, and goes on where the bed begins anew", async () => {
    // The bed of 15 s begins again in this film, whose music alone is levelled like any other.
    const heard = await soundOf(await finish("alone", [], bedOf("energetic", { ducks: [] })));
    const bed = bedFile("energetic").bytes.subarray(44);
    expect(sideLevel(heard, 0, 0.02)).toBeLessThan(sideLevel(heard, 1, 2) - 8);
    expect(sideLevel(heard, 19.9, 20)).toBeLessThan(sideLevel(heard, 15, 16) - 8);
    const offset = (from: number, to: number) => sideLevel(heard, from, to) - sideLevel(bed, from, to);
    expect(Math.abs(offset(15, 16) - offset(14, 15))).toBeLessThan(4);
  });

  it("is as long as the film, whatever its loop's length", async () => {
    const streams = await probeStreams(tools, place("films/chill.mp4"), { countPackets: true });
    expect(streams.map(({ duration }) => duration)).toEqual([SECONDS, SECONDS]);
  });

  it("turns the bed up and down by the plan", () => {
    expect(musicChain(bedOf("chill", { gainInDecibels: -10 }), RATE)).toContain(",volume=-10dB,");
    expect(musicChain(bedOf("chill"), RATE)).not.toContain("dB");
  });

  it("writes the same film again when it is asked twice", async () => {
    const first = readFileSync(place("films/chill.mp4"));
    expect(readFileSync(await finish("again", narration, bedOf("chill"))).equals(first)).toBe(true);
  });

  it("ducks for a film of four hundred scenes", async () => {
    const ducks = Array.from({ length: 400 }, (_, index) => ({
      startSample: index * 2400,
      endSample: index * 2400 + 10,
    }));
    await expect(finish("long", [], bedOf("corporate", { ducks }))).resolves.toBeDefined();
  });
});
