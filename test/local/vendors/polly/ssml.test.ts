import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPolly } from "./speaking-polly.ts";

let polly: Awaited<ReturnType<typeof openPolly>>;
beforeAll(async () => {
  polly = await openPolly();
});
afterAll(() => polly.gateway.close());

const ssml = (inside: string) => ({ TextType: "ssml" as const, Text: `<speak>${inside}</speak>` });
const secondsOf = async (inside: string) => (await polly.pcm(ssml(inside))).length / 16_000;

describe("SSML", () => {
  it("pauses as long as a break says", async () => {
    const without = await secondsOf("One two");
    expect((await secondsOf('One <break time="1500ms"/> two')) - without).toBeCloseTo(1.5, 0);
    expect((await secondsOf('One <break time="3s"/> two')) - without).toBeCloseTo(3, 0);
  });

  it("speaks faster and slower as prosody says", async () => {
    const sentence = "The quick brown fox jumps over the lazy dog and runs away.";
    const normal = await secondsOf(sentence);
    expect(await secondsOf(`<prosody rate="150%">${sentence}</prosody>`)).toBeLessThan(normal * 0.8);
    expect(await secondsOf(`<prosody rate="80%">${sentence}</prosody>`)).toBeGreaterThan(normal * 1.1);
  });

  it("reports marks between the words they stand between", async () => {
    const marks = await polly.marks({
      ...ssml('Here <mark name="animal"/>comes the cat.'),
      SpeechMarkTypes: ["ssml", "word"],
    });
    expect(marks.map(({ type, value }) => `${type} ${value}`)).toEqual([
      "word Here",
      "ssml animal",
      "word comes",
      "word the",
      "word cat",
    ]);
    const [, animal, comes] = marks;
    expect(animal?.time).toBeLessThanOrEqual(comes?.time ?? 0);
    expect(animal?.time).toBeGreaterThan(0);
  });

  it("gives offsets into the text with its tags, and reads entities", async () => {
    const input = ssml('<p>Salt &amp; pepper, <prosody rate="slow">&quot;Q&amp;A&quot;</prosody></p>');
    const marks = await polly.marks(input);
    expect(marks.map(({ value }) => value)).toEqual(["Salt", "pepper", "Q&A"]);
    const raw = marks.map(({ start, end }) => Buffer.from(input.Text).subarray(start, end).toString());
    expect(raw).toEqual(["Salt", "pepper", "Q&amp;A"]);
  });

  it("bills what is spoken, not the tags", async () => {
    const { RequestCharacters } = await polly.speak(ssml('<prosody rate="fast">Twelve chars</prosody>'));
    expect(RequestCharacters).toBe(12);
  });

  it.each([
    "Hello <b>world</b>",
    "<prosody rate='quickly'>Hello</prosody>",
    "<prosody speed='1'>Hello</prosody>",
    "<p>Hello",
    "Hello</p>",
    "<break time='soon'/>",
    "<mark/>",
    "salt & pepper",
    "a < b",
    "</speak><speak>",
  ])("refuses %s", async (inside) => {
    await expect(polly.speak(ssml(inside))).rejects.toMatchObject({
      name: "InvalidSsmlException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("refuses text that is not SSML at all", async () => {
    await expect(polly.speak({ TextType: "ssml", Text: "Hello" })).rejects.toMatchObject({
      name: "InvalidSsmlException",
    });
  });
});
