import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decode, loudness, openPolly } from "./speaking-polly.ts";

let polly: Awaited<ReturnType<typeof openPolly>>;
let folder: string;
beforeAll(async () => {
  polly = await openPolly();
  folder = await mkdtemp(join(tmpdir(), "polly-test-"));
});
afterAll(async () => {
  await polly.gateway.close();
  await rm(folder, { recursive: true });
});

const speeches = [
  {
    language: "English",
    VoiceId: "Joanna" as const,
    Text: "A solar eclipse happens when the Moon passes between the Sun and the Earth. For about seven minutes, it's dark! In 2026, roughly 3,500 people (some 10%) will travel; isn't that well-known? Dr. Smith said \"yes\".",
    wordsPerMinute: [100, 190],
  },
  {
    language: "Korean",
    VoiceId: "Seoyeon" as const,
    Text: "일식은 달이 태양과 지구 사이를 지나갈 때 일어납니다. 몇 분 동안 달이 태양을 가리고, 그 그림자가 땅 위를 빠르게 지나갑니다. 2026년 8월 12일에 많은 사람들이 여행합니다. 왜 그럴까요? 그 이유는 간단합니다.",
    wordsPerMinute: [70, 140],
  },
  {
    language: "Spanish",
    VoiceId: "Lupe" as const,
    Text: "Un eclipse solar ocurre cuando la Luna pasa entre el Sol y la Tierra. Durante unos minutos, la Luna oculta el Sol. ¿Por qué? En 2026, miles de personas viajarán; ¡será increíble!",
    wordsPerMinute: [100, 190],
  },
];

describe.each(speeches)(
  "speech in $language",
  ({ Text, VoiceId, wordsPerMinute: [slowest = 0, fastest = 0] }) => {
    const wanted = Text.split(/\s+/);

    it("marks every word once, in order, at the bytes where it stands", async () => {
      const marks = await polly.marks({ Text, VoiceId });
      expect(marks).toHaveLength(wanted.length);
      const bytes = Buffer.from(Text);
      for (const [number, { start, end, value, type }] of marks.entries()) {
        expect(type).toBe("word");
        expect(bytes.subarray(start, end).toString()).toBe(value);
        expect(wanted[number]).toContain(value);
      }
    });

    it("has times that never go back, spread over the speech", async () => {
      const marks = await polly.marks({ Text, VoiceId });
      const samples = await polly.pcm({ Text, VoiceId });
      const lengthMs = samples.length / 16;
      const times = marks.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(new Set(times).size).toBeGreaterThan(times.length * 0.95);
      expect(times.at(-1)).toBeGreaterThan(lengthMs * 0.75);
      expect(times.at(-1)).toBeLessThan(lengthMs);
    });

    it("is audible, does not clip, and is spoken at a listener's pace", async () => {
      const samples = await polly.pcm({ Text, VoiceId });
      expect(loudness(samples)).toBeGreaterThan(0.03);
      expect(samples.filter((sample) => Math.abs(sample) >= 32_700).length).toBe(0);
      const pace = wanted.length / (samples.length / 16_000 / 60);
      expect(pace).toBeGreaterThan(slowest);
      expect(pace).toBeLessThan(fastest);
    });

    it("sounds where a word is marked, and is silent between sentences", async () => {
      const samples = await polly.pcm({ Text, VoiceId });
      const marks = await polly.marks({ Text, VoiceId, SpeechMarkTypes: ["word", "sentence"] });
      const window = (ms: number, lengthMs: number) => samples.subarray(ms * 16, (ms + lengthMs) * 16);
      const words = marks.filter(({ type }) => type === "word");
      const silent = words.filter(({ time }) => loudness(window(time, 200)) < 0.01);
      expect(silent).toEqual([]);
      const sentences = marks.filter(({ type }) => type === "sentence");
      expect(sentences.length).toBeGreaterThanOrEqual(4);
      for (const { time } of sentences.slice(1)) expect(loudness(window(time - 150, 120))).toBeLessThan(0.01);
    });
  },
);

describe("SynthesizeSpeech", () => {
  it.each([
    ["mp3", "audio/mpeg"],
    ["ogg_opus", "audio/ogg"],
  ] as const)("gives %s that decodes to the same length as its PCM", async (OutputFormat, contentType) => {
    const Text = "The length of the speech must not depend on how it is packed.";
    const { bytes, ContentType, RequestCharacters } = await polly.speak({
      Text,
      OutputFormat,
      Engine: "neural",
    });
    expect(ContentType).toBe(contentType);
    expect(RequestCharacters).toBe(Text.length);
    const file = join(folder, `speech.${OutputFormat === "mp3" ? "mp3" : "ogg"}`);
    await writeFile(file, bytes);
    const [packed, plain] = [await decode(file), await polly.pcm({ Text, Engine: "neural" })];
    expect(Math.abs(packed.length - plain.length) / 16).toBeLessThan(60);
    expect(loudness(packed)).toBeCloseTo(loudness(plain), 2);
  });

  it("says the same thing the same way twice", async () => {
    const once = await polly.pcm({ Text: "Again and again." });
    expect(Buffer.from((await polly.pcm({ Text: "Again and again." })).buffer)).toEqual(
      Buffer.from(once.buffer),
    );
  });

  it("gives each voice of a language its own sound", async () => {
    const sounds = new Set<string>();
    const ids = ["Joanna", "Matthew", "Salli", "Joey", "Kendra", "Ivy", "Justin"] as const;
    for (const VoiceId of ids)
      sounds.add(
        Buffer.from((await polly.pcm({ VoiceId, Text: "Good morning." })).buffer).toString("base64"),
      );
    expect(sounds.size).toBe(ids.length);
  });

  it("counts bytes, not letters, in the offsets of marks", async () => {
    const marks = await polly.marks({
      VoiceId: "Lupe",
      Text: "Año tras año.",
      SpeechMarkTypes: ["sentence", "word"],
    });
    expect(marks.map(({ type, start, end, value }) => [type, start, end, value])).toEqual([
      ["sentence", 0, 15, "Año tras año."],
      ["word", 0, 4, "Año"],
      ["word", 5, 9, "tras"],
      ["word", 10, 14, "año"],
    ]);
  });

  it("speaks as many sentences as fit into 3,000 characters, and refuses one character more", async () => {
    const Text = "One more sentence to say. ".repeat(150).slice(0, 2999).padEnd(3000, ".");
    const { RequestCharacters } = await polly.speak({ Text });
    expect(RequestCharacters).toBe(3000);
    await expect(polly.speak({ Text: `${Text}x` })).rejects.toMatchObject({
      name: "TextLengthExceededException",
    });
  });

  it.each([
    [{ VoiceId: "Nobody" as "Joanna" }, "ValidationException"],
    [{ VoiceId: "Ruth", Engine: "standard" }, "ValidationException"],
    [{ LanguageCode: "ko-KR" }, "LanguageNotSupportedException"],
    [{ OutputFormat: "pcm", SampleRate: "44100" }, "InvalidSampleRateException"],
    [{ OutputFormat: "ogg_vorbis" }, "ValidationException"],
    [{ OutputFormat: "json" }, "ValidationException"],
    [{ OutputFormat: "json", SpeechMarkTypes: ["viseme"] }, "ValidationException"],
    [{ SpeechMarkTypes: ["word"] }, "MarksNotSupportedForFormatException"],
    [{ OutputFormat: "json", SpeechMarkTypes: ["ssml"] }, "SsmlMarksNotSupportedForTextTypeException"],
    [{ Text: "  " }, "ValidationException"],
    [{ LexiconNames: ["words"] }, "ValidationException"],
  ] as const)("refuses %j with %s", async (input, name) => {
    await expect(
      polly.speak({
        ...input,
        LexiconNames: "LexiconNames" in input ? ["words"] : undefined,
        SpeechMarkTypes: "SpeechMarkTypes" in input ? [...input.SpeechMarkTypes] : undefined,
      }),
    ).rejects.toMatchObject({ name });
  });
});
