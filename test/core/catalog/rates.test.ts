import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  creditsForRender,
  creditsForScene,
  creditsForSpeech,
  creditsForTokens,
  creditsForVideo,
} from "../../../core/catalog/rates.ts";

const tokens = fc.record({
  inputTokens: fc.nat(1_000_000),
  outputTokens: fc.nat(100_000),
  cacheReadTokens: fc.nat(1_000_000),
  cacheWriteTokens: fc.nat(1_000_000),
});

describe("the price list", () => {
  it("asks whole credits for whatever was used, and nothing for nothing", () => {
    fc.assert(
      fc.property(tokens, (usage) => {
        const credits = creditsForTokens(usage);
        const isNothing = Object.values(usage).every((count) => count === 0);
        expect(Number.isSafeInteger(credits)).toBe(true);
        expect(credits > 0).toBe(!isNothing);
      }),
    );
  });

  it("counts started units", () => {
    expect(creditsForVideo(5.01)).toBe(creditsForVideo(6));
    expect(creditsForRender(61)).toBe(creditsForRender(120));
    expect(creditsForSpeech(1)).toBe(1);
    expect(creditsForSpeech(0)).toBe(0);
  });

  it("asks more for a clip than for a picture", () => {
    const narrationCharacters = 200;
    const picture = creditsForScene({ videoSeconds: 0, narrationCharacters });
    const clip = creditsForScene({ videoSeconds: 5, narrationCharacters });
    expect(clip).toBeGreaterThan(picture);
  });
});
