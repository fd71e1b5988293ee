import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFalClient, type FalClient } from "@fal-ai/client";
import { createClock } from "../../../../local/control/clock.ts";
import { createFaults } from "../../../../local/control/faults.ts";
import type { Clock, Fault } from "../../../../local/types.ts";
import { startFal } from "../../../../local/vendors/fal/start-fal.ts";
import { runTool } from "../../../../local/vendors/media-tools.ts";

export interface OpenFal {
  readonly url: string;
  readonly clock: Clock;
  /** fal's own client, sent to the emulator. */
  readonly client: FalClient;
  clientWith(key: string): FalClient;
  /** Tells the emulator what its next submission suffers. */
  order(fault: Omit<Fault, "target">): void;
  /** Ends the emulator and starts it again on another port, with what it kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

const ignore = () => undefined;

/** The fal emulator with fal's own client in front. */
export async function openFal(): Promise<OpenFal> {
  const stateDir = mkdtempSync(join(tmpdir(), "fal-test-"));
  const faults = createFaults();
  const clock = createClock();
  const start = () =>
    startFal({ faults, clock, log: { info: ignore, warn: ignore, debug: ignore }, stateDir });
  let fal = await start();
  const clientWith = (credentials: string) =>
    createFalClient({
      credentials,
      requestMiddleware: async (request) => ({ ...request, url: request.url.replace("https:/", fal.url) }),
    });
  return {
    get url() {
      return fal.url;
    },
    clock,
    client: clientWith("key-id:key-secret"),
    clientWith,
    order: (fault) => faults.add({ target: "vendor:fal", ...fault }),
    restart: async () => {
      await fal.close();
      fal = await start();
    },
    close: async () => {
      await fal.close();
      rmSync(stateDir, { recursive: true });
    },
  };
}

export async function download(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

export interface StreamFacts {
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly frames: number;
}

/** What ffprobe says of a file's video stream. */
export async function probe(file: string): Promise<StreamFacts> {
  const entries = "stream=codec_name,width,height,nb_read_frames:format=duration";
  const args = [
    "-v",
    "error",
    "-count_frames",
    "-select_streams",
    "v:0",
    "-show_entries",
    entries,
    "-of",
    "json",
    file,
  ];
  const { streams, format } = JSON.parse((await runTool("ffprobe", args)).toString()) as {
    streams: { codec_name: string; width: number; height: number; nb_read_frames: string }[];
    format: { duration?: string };
  };
  const [stream] = streams;
  if (!stream) throw new Error(`${file} has no video stream`);
  const { codec_name: codec, width, height } = stream;
  return {
    codec,
    width,
    height,
    seconds: Number(format.duration ?? 0),
    frames: Number(stream.nb_read_frames),
  };
}

/** Grey pixels of one frame, scaled to 64 × 36. */
export async function thumbnail(file: string, atSeconds = 0): Promise<Uint8Array> {
  const args = [
    "-v",
    "error",
    ...(atSeconds > 0 ? ["-ss", String(atSeconds)] : []),
    "-i",
    file,
    "-frames:v",
    "1",
  ];
  return runTool("ffmpeg", [
    ...args,
    "-vf",
    "scale=64:36,format=gray",
    "-c:v",
    "rawvideo",
    "-f",
    "image2pipe",
    "-",
  ]);
}

/** Mean absolute difference of two thumbnails, 0 to 255. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (const [at, value] of one.entries()) sum += Math.abs(value - (other[at] ?? 0));
  return sum / one.length;
}

/** Standard deviation of a thumbnail's pixels: 0 for one flat colour. */
export function spread(pixels: Uint8Array): number {
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  return Math.sqrt(pixels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pixels.length);
}
