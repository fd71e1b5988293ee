import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../core/adapters/ingest/inspect-file.ts";
import { hostileMedia } from "./hostile-media.ts";
import { mp3, mp4, pdf, png, wav, webpLossy } from "./sample-media.ts";

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe("what an attached file is", () => {
  it.each([
    ["a picture", png(640, 480), { kind: "image", mimeType: "image/png", width: 640, height: 480 }],
    ["a WebP", webpLossy(64, 48), { kind: "image", mimeType: "image/webp", width: 64, height: 48 }],
    ["a WAV", wav(2), { kind: "audio", mimeType: "audio/wav", durationInSeconds: 2 }],
    ["an MP3", mp3(100), { kind: "audio", mimeType: "audio/mpeg" }],
    ["a PDF of three pages", pdf(3), { kind: "pdf", mimeType: "application/pdf", pages: 3 }],
    ["Korean text", text("여름 세일\n50%"), { kind: "text", mimeType: "text/plain" }],
    ["a page of HTML", text("<!doctype html><script>"), { kind: "text", mimeType: "text/plain" }],
  ])("is told of %s by its bytes", (_, bytes, facts) => {
    expect(inspectFile(bytes)).toMatchObject(facts);
  });

  it("guesses the pages of a PDF that packs them", () => {
    const packed = text(`%PDF-1.7\n${"x".repeat(120_000)}\nstartxref\n0\n%%EOF`);
    expect(inspectFile(packed).pages).toBe(3);
  });

  it.each([
    ["nothing", new Uint8Array(), "no bytes"],
    ["a program", text("MZ\u0000\u0001"), "none of"],
    ["text that is not UTF-8", Uint8Array.of(0x63, 0x61, 0x66, 0xe9), "none of"],
    ["a PDF without an end", text("%PDF-1.7 and so on"), "cut off"],
    ["a locked PDF", text("%PDF-1.7 /Encrypt 5 0 R startxref %%EOF"), "password"],
    ["a picture that is cut off", png(640, 480).slice(0, 20), "cut off"],
    ["a clip without tracks", mp4({ seconds: 1, tracks: [] }), "neither pictures nor sound"],
  ])("refuses %s", (_, bytes, reason) => {
    expect(() => inspectFile(bytes)).toThrow(expect.objectContaining({ code: "INVALID_MEDIA" }));
    expect(() => inspectFile(bytes)).toThrow(reason);
  });

  it.each(hostileMedia)("never takes $name for media: it is refused, or is words to be read", ({ bytes }) => {
    const kind = () => {
      try {
        return inspectFile(bytes).kind;
      } catch (error) {
        expect(error).toMatchObject({ code: "INVALID_MEDIA" });
        return "refused";
      }
    };
    expect(["refused", "text"]).toContain(kind());
  });
});
