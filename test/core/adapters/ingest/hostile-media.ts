import { deflateSync, gzipSync } from "node:zlib";
import {
  apng,
  gif,
  id3,
  jpeg,
  mp3,
  mp4,
  png,
  pngWithText,
  wav,
  webpAnimated,
  webpExtended,
} from "./sample-media.ts";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const joined = (...parts: (Uint8Array | number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part)));

const PLAYLIST = "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n";
/** A megabyte of noughts in a kilobyte; here 64 of them. */
const bomb = deflateSync(Buffer.alloc(64 * 1024 * 1024));
export interface HostileMedia {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What its owner hears. */
  readonly complaint: RegExp;
}

const NO_TYPE = /none of PNG, JPEG, GIF, WebP, MP4, MP3, WAV/;
const CUT_OFF = /cut off/;
const hostile = (name: string, bytes: Uint8Array, complaint: RegExp): HostileMedia => ({
  name,
  bytes,
  complaint,
});

/** Files that somebody may bring and nobody may take. */
export const hostileMedia: readonly HostileMedia[] = [
  hostile("0 bytes", new Uint8Array(), /no bytes/),
  hostile("one byte", Uint8Array.of(0xff), NO_TYPE),
  hostile("a web page", text("<html><script>alert(1)</script></html>"), NO_TYPE),
  hostile(
    "an SVG with a script",
    text('<svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/")</script></svg>'),
    NO_TYPE,
  ),
  hostile(
    "an SVG that includes a file",
    text('<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/passwd">]><svg>&e;</svg>'),
    NO_TYPE,
  ),
  hostile("an HLS playlist", text(PLAYLIST), NO_TYPE),
  hostile("an HLS playlist behind an audio tag", joined(id3(20), text(PLAYLIST)), /no MP3 frame/),
  hostile(
    "an HLS playlist behind a tag, with sound at the end",
    joined(id3(20), text(PLAYLIST.padEnd(8000, "#")), mp3(100)),
    /no MP3 frame/,
  ),
  hostile("a list for the concat demuxer", text("ffconcat version 1.0\nfile /etc/passwd\n"), NO_TYPE),
  hostile("a concat: address", text("concat:/etc/passwd|/etc/hosts"), NO_TYPE),
  hostile(
    "a DASH manifest",
    text('<?xml version="1.0"?><MPD><BaseURL>file:///etc/</BaseURL></MPD>'),
    NO_TYPE,
  ),
  hostile("an AVI", text("RIFF\u0000\u0000\u0000\u0000AVI LIST"), NO_TYPE),
  hostile("packed bytes", gzipSync(png(16, 16)), NO_TYPE),
  hostile("a zip", text("PK\u0003\u0004"), NO_TYPE),

  hostile("a PNG that is cut off", png(10, 10).slice(0, 40), CUT_OFF),
  hostile("a PNG without pixels", png(0, 10), /no size/),
  hostile("a PNG of huge dimensions", png(50_000, 50_000), /too large: 50000×50000/),
  hostile("a PNG of very many pixels", png(16_000, 16_000), /too large/),
  hostile("a PNG whose text is a bomb", pngWithText(bomb), /unpacks to too much/),
  hostile("a PNG that moves for too long", apng(4000, 4000, 100_000), /moves for too long/),
  hostile("a JPEG without a frame", Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), /no size/),
  hostile("a JPEG that is cut off", jpeg(100, 100).slice(0, -2), CUT_OFF),
  hostile("a JPEG of huge dimensions", jpeg(65_000, 65_000), /too large/),
  hostile("a JPEG of very many passes", jpeg(8000, 8000, 5000), /too many passes/),
  hostile("a GIF that moves for too long", gif(4000, 4000, { frames: 1000 }), /moves for too long/),
  hostile("a GIF with a frame larger than itself", gif(10, 10, { frameWidth: 60_000 }), /reaches beyond/),
  hostile("a GIF that is cut off", gif(100, 100).slice(0, 30), CUT_OFF),
  hostile("a GIF without a picture", gif(100, 100, { frames: 0 }), /no picture/),
  hostile("a WebP of huge dimensions", webpExtended(16_384 * 4, 16_384 * 4), /too large/),
  hostile(
    "a WebP with a frame larger than itself",
    webpAnimated(10, 10, { frameWidth: 16_000 }),
    /reaches beyond/,
  ),
  hostile("a WebP that moves for too long", webpAnimated(4000, 4000, { frames: 200 }), /moves for too long/),
  hostile("a WebP that is cut off", webpExtended(100, 100).slice(0, -4), CUT_OFF),

  hostile("an MP4 that is cut off", mp4({ seconds: 5, tracks: ["vide"] }).slice(0, -10), CUT_OFF),
  hostile(
    "an MP4 whose index never came",
    mp4({ seconds: 5, tracks: ["vide"] }).slice(0, 20),
    /index is missing/,
  ),
  hostile("an MP4 without tracks", mp4({ seconds: 5, tracks: [] }), /neither pictures nor sound/),
  hostile("an MP4 without a length", mp4({ seconds: 0, tracks: ["vide"] }), /how long/),
  hostile(
    "an MP4 whose samples are in another file",
    mp4({ seconds: 5, tracks: ["vide"], isElsewhere: true }),
    /refers to another file/,
  ),
  hostile(
    "an MP4 in a format that nobody decodes",
    mp4({ seconds: 5, tracks: ["vide"], format: "cvid" }),
    /not taken: cvid/,
  ),
  hostile(
    "an MP4 larger than its header says",
    mp4({ seconds: 5, tracks: ["vide"], sampledWidth: 60_000 }),
    /too large/,
  ),
  hostile(
    "an MP4 of millions of empty parts",
    joined(mp4({ seconds: 5, tracks: ["vide"] }), emptyBoxes(200_000)),
    /too many parts/,
  ),
  hostile("a ten-hour audio", mp4({ seconds: 36_000, tracks: ["soun"] }), /longer than four hours/),
  hostile(
    "a ten-hour audio that says five seconds",
    mp4({ seconds: 5, tracks: ["soun"], sampledSeconds: 36_000 }),
    /longer than four hours/,
  ),
  hostile("a ten-hour MP3", tenHoursOfMp3(), /longer than four hours/),
  hostile("a tag without audio", Uint8Array.from(id3(100)), /no MP3 frame/),
  hostile(
    "an MP3 that is mostly something else",
    joined(mp3(10), new Uint8Array(2 * 1024 * 1024)),
    /much of it is no MP3/,
  ),
  hostile("a WAV of a packed kind", wav(1, { format: 2 }), /packed kind/),
  hostile("a WAV without samples", wav(0), /no length/),
];

function emptyBoxes(count: number): Uint8Array {
  return Buffer.concat(
    Array.from({ length: count }, () => Buffer.from("\u0000\u0000\u0000\u0008free", "latin1")),
  );
}

/** 8 kbit/s at 24 kHz: 24 ms in 24 bytes. */
function tenHoursOfMp3(): Uint8Array {
  const frame = Buffer.alloc(24);
  frame.set([0xff, 0xf3, 0x14, 0xc4]);
  return Buffer.alloc(24 * 1_500_000, frame);
}
