import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PollyClient } from "@aws-sdk/client-polly";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PollySpeaker } from "../../../../core/adapters/polly/polly-speaker.ts";
import { voiceFor } from "../../../../core/catalog/voices.ts";
import { ProviderError, TransientError } from "../../../../core/contract/errors.ts";
import type { Fault } from "../../../../local/types.ts";
import { createPollyService } from "../../../../local/vendors/polly/create-polly-service.ts";
import { type OpenGateway, openGateway } from "../../../local/services/open-gateway.ts";
import { decode, loudness } from "../../../local/vendors/polly/speaking-polly.ts";

let gateway: OpenGateway;
let speaker: PollySpeaker;
let folder: string;
const chooseVoice = (...[locale, voiceId]: Parameters<typeof voiceFor>) => voiceFor(locale, voiceId).voiceId;
beforeAll(async () => {
  gateway = await openGateway([]);
  gateway.add(await createPollyService(gateway.context));
  const client = new PollyClient({ ...gateway.clientConfig, requestHandler: new NodeHttpHandler() });
  speaker = new PollySpeaker({ chooseVoice, client });
  folder = await mkdtemp(join(tmpdir(), "speaker-"));
});
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

const narrations = [
  {
    locale: "en",
    voiceId: "Joanna",
    text: 'The Moon hides the Sun (for a while). "Look up!" In 2026, 3,500 people will.',
  },
  {
    locale: "ko",
    voiceId: "Seoyeon",
    text: "달이 태양을 가립니다. 2026년에는 많은 사람들이 하늘을 봅니다! 왜 그럴까요?",
  },
  {
    locale: "es",
    voiceId: "Lupe",
    text: "¿Por qué la Luna oculta el Sol? ¡Es increíble! En 2026, miles de personas lo verán.",
  },
] as const;

describe.each(narrations)("narration in $locale", ({ locale, voiceId, text }) => {
  it("has every word of the text, as written, in order and without overlap", async () => {
    const { words } = await speaker.speak({ text, locale });
    expect(words.map((word) => word.text)).toEqual(text.split(/\s+/));
    for (const [number, { startMs, endMs }] of words.entries()) {
      expect(endMs).toBeGreaterThan(startMs);
      expect(words[number + 1]?.startMs ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(endMs);
    }
  });

  it("is MP3 of the said length, spoken by the language's own voice", async () => {
    const speech = await speaker.speak({ text, locale });
    expect(speech).toMatchObject({ mimeType: "audio/mpeg", voiceId, billedCharacters: 2 * text.length });
    const file = join(folder, `${locale}.mp3`);
    await writeFile(file, speech.audio);
    const samples = await decode(file);
    expect(Math.abs(samples.length / 16_000 - speech.durationInSeconds)).toBeLessThan(0.15);
    expect(loudness(samples)).toBeGreaterThan(0.03);
    expect(speech.words.at(-1)?.endMs).toBeLessThanOrEqual(Math.round(speech.durationInSeconds * 1000));
  });
});

describe("the speaker", () => {
  it("uses the wanted voice only if it speaks the language", async () => {
    expect(await speaker.speak({ text: "Hello.", locale: "en", voiceId: "matthew" })).toMatchObject({
      voiceId: "Matthew",
    });
    expect(await speaker.speak({ text: "Hola.", locale: "es", voiceId: "Matthew" })).toMatchObject({
      voiceId: "Lupe",
    });
  });

  it("joins a text above the limit without losing a word or the time", { timeout: 60_000 }, async () => {
    const sentence = "The shadow of the Moon races over the land at two thousand kilometres an hour. ";
    const text = sentence.repeat(40).trim();
    expect(text.length).toBeGreaterThan(3000);
    const speech = await speaker.speak({ text, locale: "en" });
    expect(speech.mimeType).toBe("audio/wav");
    expect(speech.words.map((word) => word.text).join(" ")).toBe(text);
    const file = join(folder, "long.wav");
    await writeFile(file, speech.audio);
    const samples = await decode(file);
    expect(samples.length / 16_000).toBeCloseTo(speech.durationInSeconds, 2);
    // Every word sounds where it is said to sound, the last as exactly as the first.
    const silent = speech.words.filter(
      ({ startMs }) => loudness(samples.subarray(startMs * 16, (startMs + 250) * 16)) < 0.008,
    );
    expect(silent).toEqual([]);
    const sentences = speech.words.filter(({ text: word }) => word === "The");
    for (const { startMs } of sentences.slice(1))
      expect(loudness(samples.subarray((startMs - 60) * 16, (startMs - 10) * 16))).toBeLessThan(0.02);
  });

  it("refuses to say nothing", async () => {
    await expect(speaker.speak({ text: " \n ", locale: "en" })).rejects.toBeInstanceOf(ProviderError);
  });
});

describe("the speaker and a vendor in trouble", () => {
  const text = "Hello there.";
  const order = (fault: Omit<Fault, "target">) =>
    gateway.context.faults.add({ target: "vendor:polly", ...fault });

  it.each(["fail", "overload"] as const)("reports %s as passing", async (kind) => {
    order({ kind });
    await expect(speaker.speak({ text, locale: "en" })).rejects.toBeInstanceOf(TransientError);
    await expect(speaker.speak({ text, locale: "en" })).resolves.toBeDefined();
  });

  it("reports garbage as passing, whether it comes for the sound or for the marks", async () => {
    for (const matching of ['"mp3"', '"json"']) {
      order({ kind: "garbage", matching });
      await expect(speaker.speak({ text, locale: "en" })).rejects.toBeInstanceOf(TransientError);
    }
  });

  it("does not wait for a vendor that stalls", async () => {
    const client = new PollyClient({ ...gateway.clientConfig, requestHandler: new NodeHttpHandler() });
    const impatient = new PollySpeaker({ chooseVoice, client, timeoutMs: 300 });
    order({ kind: "stall" });
    await expect(impatient.speak({ text, locale: "en" })).rejects.toBeInstanceOf(TransientError);
  });

  it("reports a refusal as final", async () => {
    const wrongEngine = new PollySpeaker({
      chooseVoice: () => "Conchita",
      client: new PollyClient({ ...gateway.clientConfig, requestHandler: new NodeHttpHandler() }),
    });
    await expect(wrongEngine.speak({ text, locale: "es" })).rejects.toBeInstanceOf(ProviderError);
  });

  it("reports a vendor that is not there as passing", async () => {
    const client = new PollyClient({
      ...gateway.clientConfig,
      endpoint: "http://127.0.0.1:9",
      requestHandler: new NodeHttpHandler(),
    });
    await expect(
      new PollySpeaker({ chooseVoice, client }).speak({ text, locale: "en" }),
    ).rejects.toBeInstanceOf(TransientError);
  });
});
