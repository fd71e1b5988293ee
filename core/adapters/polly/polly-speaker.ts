import { type Engine, PollyClient, SynthesizeSpeechCommand, VoiceId } from "@aws-sdk/client-polly";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { ProviderError, TransientError } from "../../contract/errors.ts";
import type { Locale } from "../../contract/locale.ts";
import type { Speaker, Speech, SpeechRequest, SpokenWord } from "../../ports/speaker.ts";
import { mp3Seconds } from "../ingest/audio-length.ts";
import { toAppError } from "./polly-errors.ts";
import { splitSpeech } from "./split-speech.ts";
import { parseWordMarks, toSpokenWords } from "./spoken-words.ts";
import { toWav } from "./wav.ts";

export interface PollyOptions {
  /** Which voice speaks: the wanted one if it speaks the locale, else the locale's default (core/catalog/voices.ts). */
  readonly chooseVoice: (locale: Locale, voiceId?: string) => string;
  /** @default a client of this account and region, over HTTP/1.1 */
  readonly client?: PollyClient;
  /** @default "neural", which every voice of the catalog has */
  readonly engine?: Engine;
  /** How long one call may take. @default 30,000 ms */
  readonly timeoutMs?: number;
}

/** The best that Polly gives as raw samples. Hz. */
const PCM_RATE = 16_000;

interface Part {
  readonly audio: Uint8Array;
  readonly lengthMs: number;
  readonly marks: ReturnType<typeof parseWordMarks>;
  readonly billedCharacters: number;
}

/**
 * Amazon Polly behind the {@link Speaker} port. A text within one request's limit becomes MP3; a longer one is spoken
 * part by part as raw samples, which join without a gap and keep every word's time exact, and becomes WAV.
 * Source: https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
 */
export class PollySpeaker implements Speaker {
  readonly #options: PollyOptions;
  readonly #client: PollyClient;

  constructor(options: PollyOptions) {
    this.#options = options;
    // The SDK's own choice for Polly is HTTP/2, for bidirectional streaming, which nothing here uses.
    this.#client =
      options.client ??
      new PollyClient({ requestHandler: new NodeHttpHandler({ connectionTimeout: 3000 }), maxAttempts: 2 });
  }

  async speak({ text, locale, voiceId }: SpeechRequest): Promise<Speech> {
    const voice = Object.values(VoiceId).find((id) => id === this.#options.chooseVoice(locale, voiceId));
    if (voice === undefined) throw new ProviderError(`The speech vendor has no voice ${voiceId ?? locale}.`);
    const texts = splitSpeech(text, locale);
    const [only, ...more] = texts;
    if (only === undefined) throw new ProviderError("There is nothing to say.");
    const isWhole = more.length === 0;

    const audio: Uint8Array[] = [];
    const words: SpokenWord[] = [];
    let lengthMs = 0;
    let billedCharacters = 0;
    for (const each of texts) {
      const part = await this.#speakPart(each, voice, isWhole ? "mp3" : "pcm");
      audio.push(part.audio);
      words.push(...toSpokenWords(each, part.marks, lengthMs, part.lengthMs));
      lengthMs += part.lengthMs;
      billedCharacters += part.billedCharacters;
    }
    return {
      audio: isWhole ? Buffer.concat(audio) : toWav(audio, PCM_RATE),
      mimeType: isWhole ? "audio/mpeg" : "audio/wav",
      durationInSeconds: lengthMs / 1000,
      words,
      voiceId: voice,
      billedCharacters,
    };
  }

  async #speakPart(text: string, voice: VoiceId, format: "mp3" | "pcm"): Promise<Part> {
    const [sound, marks] = await Promise.all([
      this.#synthesize(text, voice, {
        OutputFormat: format,
        SampleRate: format === "mp3" ? "24000" : String(PCM_RATE),
      }),
      this.#synthesize(text, voice, { OutputFormat: "json", SpeechMarkTypes: ["word"] }),
    ]);
    try {
      return {
        audio: sound.bytes,
        lengthMs:
          format === "mp3" ? mp3Seconds(sound.bytes) * 1000 : (sound.bytes.byteLength / 2 / PCM_RATE) * 1000,
        marks: parseWordMarks(Buffer.from(marks.bytes).toString("utf8")),
        // Marks are billed like audio.
        billedCharacters: sound.billedCharacters + marks.billedCharacters,
      };
    } catch (cause) {
      throw new TransientError("The speech vendor gave an answer that cannot be read.", cause);
    }
  }

  async #synthesize(
    text: string,
    voice: VoiceId,
    output: { OutputFormat: "mp3" | "pcm" | "json"; SampleRate?: string; SpeechMarkTypes?: "word"[] },
  ): Promise<{ bytes: Uint8Array; billedCharacters: number }> {
    const { engine = "neural", timeoutMs = 30_000 } = this.#options;
    const command = new SynthesizeSpeechCommand({
      Text: text,
      TextType: "text",
      VoiceId: voice,
      Engine: engine,
      ...output,
    });
    try {
      const { AudioStream, RequestCharacters = 0 } = await this.#client.send(command, {
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
      if (AudioStream === undefined) throw new TransientError("The speech vendor gave no answer.");
      return { bytes: await AudioStream.transformToByteArray(), billedCharacters: RequestCharacters };
    } catch (error) {
      throw toAppError(error);
    }
  }
}
