import { rename } from "node:fs/promises";
import * as z from "zod";
import { type FfmpegTools, readAs, runFfmpeg } from "../ffmpeg/run-ffmpeg.ts";
import { UnsuitedError } from "./unsuited.ts";

/** What a file of the media host says it is. */
export interface PictureFile {
  /** Named by what it is. */
  readonly file: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly mayBeSheer: boolean;
  /** JPEG's colours are BT.601 in full range. */
  readonly isJpeg: boolean;
  /** Seconds of each frame, in order; of a still one 0. */
  readonly frameTimes: readonly number[];
}

const probed = z.object({
  streams: z
    .array(
      z.object({
        codec_name: z.string(),
        width: z.number().int().min(1),
        height: z.number().int().min(1),
        pix_fmt: z.string(),
        sample_aspect_ratio: z.string().optional(),
        color_transfer: z.string().optional(),
        side_data_list: z.array(z.object({ side_data_type: z.string() })).optional(),
      }),
    )
    .length(1),
  packets: z.array(z.object({ pts_time: z.coerce.number() })),
});

const COMMON_VIDEO = new Set(["h264", "hevc", "vp9", "av1", "mpeg4"]);
const SHEER_FORMATS = /a(16|64|8|be|le)?$|^pal8$|rgba|bgra|argb|abgr|^ya|yuva/;

/**
 * Names a file by what it is, and reads what has to be known before a file is drawn.
 *
 * @throws {UnsuitedError} a browser would show it in another way than ffmpeg's plain decoding: turned, with a colour
 * profile, high dynamic range, pixels that are not square, a format that moves or that ffmpeg does not have here
 */
export async function openPicture(
  tools: FfmpegTools,
  brought: string,
  head: Uint8Array,
  kind: "image" | "video",
): Promise<PictureFile> {
  const isJpeg = head[0] === 0xff && head[1] === 0xd8;
  const isPng = head[0] === 0x89 && head[1] === 0x50;
  if (kind === "image" && !isJpeg && !isPng)
    throw new UnsuitedError("a picture that is neither JPEG nor PNG");
  if (kind === "image") refuseTagged(head);
  const file = `${brought}.${kind === "video" ? "mp4" : isJpeg ? "jpg" : "png"}`;
  await rename(brought, file);
  const found = await probe(tools, file);
  const [stream] = found.streams;
  if (!stream) throw new UnsuitedError("a file without a picture");
  const { width, height } = stream;
  if (kind === "video") refuseUnusual(stream);
  if (width > 8192 || height > 8192) throw new UnsuitedError("a picture of more than 8192 pixels");
  const frameTimes = found.packets.map(({ pts_time }) => pts_time).sort((a, b) => a - b);
  if ((frameTimes[0] ?? 0) > 0.02) throw new UnsuitedError("a clip that begins late");
  return { file, width, height, isJpeg, frameTimes, mayBeSheer: SHEER_FORMATS.test(stream.pix_fmt) };
}

async function probe(tools: FfmpegTools, file: string) {
  const entries = [
    "stream=codec_name,width,height,pix_fmt,sample_aspect_ratio,color_transfer:stream_side_data=side_data_type",
    "packet=pts_time",
  ];
  const { stdout } = await runFfmpeg(tools, "ffprobe", [
    ...["-v", "error", ...readAs(file), "-select_streams", "v:0"],
    ...["-show_entries", entries.join(":"), "-of", "json", file],
  ]);
  const { data } = probed.safeParse(JSON.parse(stdout));
  if (!data) throw new UnsuitedError("a file that ffprobe does not understand");
  return data;
}

function refuseUnusual(stream: z.infer<typeof probed>["streams"][number]): void {
  const {
    codec_name,
    pix_fmt,
    sample_aspect_ratio = "1:1",
    color_transfer = "",
    side_data_list = [],
  } = stream;
  if (!COMMON_VIDEO.has(codec_name)) throw new UnsuitedError(`a clip in ${codec_name}`);
  if (!/^yuvj?420p$/.test(pix_fmt)) throw new UnsuitedError(`a clip in ${pix_fmt}`);
  if (!["1:1", "0:1"].includes(sample_aspect_ratio))
    throw new UnsuitedError("a clip whose pixels are not square");
  if (/smpte2084|arib-std-b67/.test(color_transfer)) throw new UnsuitedError("a clip of high dynamic range");
  if (side_data_list.some(({ side_data_type }) => /matrix/i.test(side_data_type))) {
    throw new UnsuitedError("a clip that is turned");
  }
}

/** A browser turns a JPEG as its EXIF says and converts from the profile that a picture brings. */
function refuseTagged(head: Uint8Array): void {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString("latin1");
  if (/ICC_PROFILE\0|iCCP/.test(text) && !/sRGB/.test(text)) {
    throw new UnsuitedError("a picture with a colour profile");
  }
  const exif = text.indexOf("Exif\0\0");
  if (exif >= 0 && orientationOf(head, exif + 6) > 1) throw new UnsuitedError("a picture that is turned");
}

/** Tag 0x0112 of the first directory of a TIFF header; 1 when there is none. */
function orientationOf(bytes: Uint8Array, tiff: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const isLittle = view.getUint16(tiff) === 0x4949;
    const directory = tiff + view.getUint32(tiff + 4, isLittle);
    const entries = view.getUint16(directory, isLittle);
    for (let entry = directory + 2; entry < directory + 2 + entries * 12; entry += 12) {
      if (view.getUint16(entry, isLittle) === 0x0112) return view.getUint16(entry + 8, isLittle);
    }
  } catch (error) {
    // A directory that points beyond what was read: nobody knows which way up it is.
    if (error instanceof RangeError) return 0xffff;
    throw error;
  }
  return 1;
}
