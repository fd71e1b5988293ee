import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitSpeech } from "../../../../core/adapters/polly/split-speech.ts";
import { parseWordMarks, toSpokenWords } from "../../../../core/adapters/polly/spoken-words.ts";

// The shape that Polly documents: https://docs.aws.amazon.com/polly/latest/dg/output.html
const recorded = `{"time":6,"type":"word","start":0,"end":5,"value":"¡Qué"}
{"time":373,"type":"word","start":6,"end":9,"value":"día"}
{"time":604,"type":"word","start":13,"end":17,"value":"well"}
{"time":800,"type":"word","start":18,"end":23,"value":"known"}
`;
const text = "¡Qué día, (well-known)!";

describe("Polly's word marks", () => {
  it("become the words of the text, each token's punctuation with it", () => {
    const marks = [
      { time: 0, start: 2, end: 6, value: "Qué" },
      { time: 400, start: 7, end: 11, value: "día" },
      { time: 700, start: 14, end: 18, value: "well" },
      { time: 900, start: 19, end: 24, value: "known" },
    ].map((mark) => ({ ...mark, type: "word" as const }));
    const words = toSpokenWords(text, marks, 1000, 1500);
    expect(words.map((word) => word.text)).toEqual(["¡Qué", "día,", "(well-", "known)!"]);
    expect(words.map(({ startMs }) => startMs)).toEqual([1000, 1400, 1700, 1900]);
    expect(words[0]?.endMs).toBe(1330);
    expect(words.at(-1)?.endMs).toBe(2450);
  });

  it("are read line by line, and anything else is refused", () => {
    expect(parseWordMarks(recorded)).toHaveLength(4);
    expect(parseWordMarks("")).toEqual([]);
    for (const wrong of [
      "<html>",
      '{"time":1}',
      '{"time":1,"type":"sentence","start":0,"end":1,"value":"x"}',
    ]) {
      expect(() => parseWordMarks(wrong)).toThrow();
    }
  });

  it("end before a pause, and never after the next word or the speech", () => {
    const mark = (time: number, start: number, value: string) => ({
      time,
      type: "word" as const,
      start,
      end: start + value.length,
      value,
    });
    const words = toSpokenWords(
      "So what now",
      [mark(0, 0, "So"), mark(5000, 3, "what"), mark(5100, 8, "now")],
      0,
      5150,
    );
    expect(words.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 320],
      [5000, 5100],
      [5100, 5150],
    ]);
  });
});

describe("splitting a long text", () => {
  it("loses nothing and keeps every part within the limit", () => {
    const sentences = fc.array(fc.string({ minLength: 1, maxLength: 60 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sentences, fc.integer({ min: 10, max: 200 }), (list, most) => {
        const whole = list.join(". ");
        const parts = splitSpeech(whole, "en", most);
        expect(parts.join("").replace(/\s/g, "")).toBe(whole.replace(/\s/g, ""));
        for (const part of parts) expect([...part].length).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("cuts at the ends of sentences where it can", () => {
    expect(splitSpeech("One two. Three four. Five six.", "en", 20)).toEqual([
      "One two. Three four.",
      "Five six.",
    ]);
    expect(splitSpeech("하나 둘. 셋 넷.", "ko", 6)).toEqual(["하나 둘.", "셋 넷."]);
    expect(splitSpeech("  \n ", "en")).toEqual([]);
  });
});
