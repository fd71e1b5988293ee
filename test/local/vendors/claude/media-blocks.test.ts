import type Anthropic from "@anthropic-ai/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  gif,
  jpeg,
  pdf,
  png,
  webpExtended,
  webpLossless,
  webpLossy,
} from "../../../core/adapters/ingest/sample-media.ts";
import { type Emulator, MODEL, startEmulator } from "./emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

type Media = Anthropic.Base64ImageSource["media_type"];
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const image = (bytes: Uint8Array, media_type: Media = "image/png"): Anthropic.ImageBlockParam => ({
  type: "image",
  source: { type: "base64", media_type, data: base64(bytes) },
});
const document = (bytes: Uint8Array): Anthropic.DocumentBlockParam => ({
  type: "document",
  source: { type: "base64", media_type: "application/pdf", data: base64(bytes) },
});
const text: Anthropic.TextBlockParam = { type: "text", text: "What is this?" };

const ask = (...content: Anthropic.ContentBlockParam[]) =>
  emulator.client.messages.create({
    model: MODEL,
    max_tokens: 200,
    messages: [{ role: "user", content: [...content, text] }],
  });
const tokensOf = async (...content: Anthropic.ContentBlockParam[]) => {
  const messages: Anthropic.MessageParam[] = [{ role: "user", content: [...content, text] }];
  return (await emulator.client.messages.countTokens({ model: MODEL, messages })).input_tokens;
};

describe("pictures and documents of a request", () => {
  it.each<[string, Uint8Array, Media]>([
    ["PNG", png(640, 480), "image/png"],
    ["JPEG", jpeg(640, 480), "image/jpeg"],
    ["GIF", gif(640, 480), "image/gif"],
    ["WebP, lossy", webpLossy(640, 480), "image/webp"],
    ["WebP, lossless", webpLossless(640, 480), "image/webp"],
    ["WebP, extended", webpExtended(640, 480), "image/webp"],
  ])("are taken: %s", async (_, bytes, mediaType) => {
    expect((await ask(image(bytes, mediaType))).type).toBe("message");
  });

  it("are taken: a PDF, and cost by their size", async () => {
    expect((await ask(document(pdf(3)))).type).toBe("message");
    const [none, small, large, huge] = [
      await tokensOf(),
      await tokensOf(image(png(75, 100))),
      await tokensOf(image(png(750, 1000))),
      await tokensOf(image(png(4000, 4000))),
    ];
    expect([small - none, large - none, huge - none]).toEqual([10, 1000, 1600]);
  });

  it.each<[string, Anthropic.ContentBlockParam[], RegExp]>([
    ["a picture of another type than it says", [image(jpeg(64, 64))], /appears to be a image\/jpeg image/],
    ["what is no picture", [image(new TextEncoder().encode("hello"))], /Could not process image/],
    ["a picture that is cut off", [image(png(64, 64).slice(0, 18))], /Could not process image/],
    ["8,001 pixels", [image(png(8001, 10))], /exceed max allowed size: 8000 pixels/],
    ["21 pictures of 2,001 pixels", Array(21).fill(image(png(2001, 10))), /max allowed size: 2000 pixels/],
    ["101 pictures", Array(101).fill(image(png(10, 10))), /Too many images/],
    ["more than 5 MB", [image(Buffer.concat([png(10, 10), Buffer.alloc(4 * 1024 * 1024)]))], /exceeds 5 MB/],
    ["what is no PDF", [document(new TextEncoder().encode("hello"))], /PDF specified was not valid/],
    [
      "a locked PDF",
      [document(new TextEncoder().encode("%PDF-1.7 /Encrypt 5 0 R %%EOF"))],
      /password protected/,
    ],
    ["101 pages", [document(pdf(60)), document(pdf(41))], /maximum of 100 PDF pages/],
    [
      "what is no base64",
      [{ type: "image", source: { type: "base64", media_type: "image/png", data: "%%%" } }],
      /messages\.0\.content\.0/,
    ],
  ])("are refused: %s", async (_, content, message) => {
    await expect(ask(...content)).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  it("are refused when they are together more than 32 MB", async () => {
    const big = image(Buffer.concat([png(10, 10), Buffer.alloc(3.7 * 1024 * 1024)]));
    await expect(ask(...Array<typeof big>(7).fill(big))).rejects.toMatchObject({ status: 413 });
  });
});
