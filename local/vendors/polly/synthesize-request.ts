import { z } from "zod";
import { AwsError, type AwsRequest } from "../../types.ts";
import { parseSsml, plainSpeech, type SpeechItem } from "./speech-input.ts";
import { type EmulatedVoice, emulatedVoices } from "./voices.ts";

/** Limits of one request: https://docs.aws.amazon.com/polly/latest/dg/limits.html */
const MOST_BILLED_CHARACTERS = 3000;
const MOST_CHARACTERS = 6000;

const body = z.object({
  Engine: z.enum(["standard", "neural", "long-form", "generative"]).default("standard"),
  LanguageCode: z.string().optional(),
  LexiconNames: z.array(z.string()).max(0, "lexicons are not emulated").optional(),
  OutputFormat: z.enum(["json", "mp3", "ogg_opus", "ogg_vorbis", "pcm", "mulaw", "alaw"]),
  SampleRate: z.string().optional(),
  SpeechMarkTypes: z
    .array(z.enum(["sentence", "ssml", "viseme", "word"]))
    .max(4)
    .optional(),
  Text: z.string(),
  TextType: z.enum(["ssml", "text"]).default("text"),
  VoiceId: z.string(),
});

/** A request that is right and can be spoken. */
export interface SynthesizeRequest {
  readonly voice: EmulatedVoice;
  readonly language: string;
  readonly items: readonly SpeechItem[];
  readonly output:
    | {
        readonly kind: "audio";
        readonly format: "mp3" | "ogg_opus" | "pcm";
        readonly sampleRate: number;
        readonly contentType: string;
      }
    | { readonly kind: "marks"; readonly types: ReadonlySet<string> };
  /** Characters without tags. */
  readonly billedCharacters: number;
  /** Equal for requests that sound the same. */
  readonly soundKey: string;
}

const invalid = (message: string) => new AwsError("ValidationException", message);

const sampleRates = {
  mp3: [8000, 16_000, 22_050, 24_000, 44_100, 48_000],
  ogg_opus: [8000, 16_000, 24_000, 48_000],
  pcm: [8000, 16_000],
} as const;
const contentTypes = { mp3: "audio/mpeg", ogg_opus: "audio/ogg", pcm: "audio/pcm" } as const;

/** @throws AwsError the exception that Polly has for what is wrong */
export function readSynthesizeRequest(request: AwsRequest): SynthesizeRequest {
  const parsed = body.safeParse(request.json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `Value at '${path.join(".")}' failed to satisfy constraint: ${message}`,
    );
    throw invalid(`${problems.length} validation error(s) detected: ${problems.join("; ")}`);
  }
  const {
    Engine,
    LanguageCode,
    OutputFormat,
    SampleRate,
    SpeechMarkTypes = [],
    Text,
    TextType,
    VoiceId,
  } = parsed.data;
  const voice = emulatedVoices.find(({ id }) => id === VoiceId);
  if (!voice) {
    const ids = emulatedVoices.map(({ id }) => id).join(", ");
    throw invalid(
      `1 validation error detected: Value '${VoiceId}' at 'voiceId' failed to satisfy constraint: Member must satisfy enum value set: [${ids}] (the voices that are emulated)`,
    );
  }
  if (!voice.engines.includes(Engine))
    throw invalid(`This voice does not support the selected engine: ${Engine}`);
  if (LanguageCode !== undefined && LanguageCode !== voice.languageCode) {
    throw new AwsError(
      "LanguageNotSupportedException",
      `The voice ${voice.id} does not speak ${LanguageCode}.`,
    );
  }
  if (Text.trim() === "")
    throw invalid("Value at 'text' failed to satisfy constraint: Member must not be blank");
  const items = TextType === "ssml" ? parseSsml(Text) : plainSpeech(Text);
  const billedCharacters = items.reduce(
    (sum, item) => sum + (item.kind === "text" ? [...item.raw].length : 0),
    0,
  );
  if (billedCharacters > MOST_BILLED_CHARACTERS || [...Text].length > MOST_CHARACTERS) {
    throw new AwsError("TextLengthExceededException", "Maximum text length has been exceeded");
  }
  return {
    voice,
    language: voice.languageCode,
    items,
    output: readOutput(OutputFormat, SampleRate, SpeechMarkTypes, TextType, Engine),
    billedCharacters,
    soundKey: `${voice.id}|${TextType}|${Text}`,
  };
}

function readOutput(
  format: z.infer<typeof body>["OutputFormat"],
  sampleRate: string | undefined,
  markTypes: readonly string[],
  textType: string,
  engine: string,
): SynthesizeRequest["output"] {
  if (format === "json") {
    if (markTypes.length === 0)
      throw invalid("Speech mark types are required when the output format is json");
    if (markTypes.includes("viseme")) throw invalid("visemes are not emulated; word, sentence and ssml are");
    if (markTypes.includes("ssml") && textType !== "ssml") {
      throw new AwsError(
        "SsmlMarksNotSupportedForTextTypeException",
        "SSML speech marks are not supported for plain text.",
      );
    }
    return { kind: "marks", types: new Set(markTypes) };
  }
  if (markTypes.length > 0) {
    throw new AwsError(
      "MarksNotSupportedForFormatException",
      "Speech marks are not supported for the OutputFormat selected; it must be json.",
    );
  }
  if (format === "ogg_vorbis" || format === "mulaw" || format === "alaw") {
    throw invalid(`${format} is not emulated: there is no encoder for it here; mp3, ogg_opus and pcm are`);
  }
  const fallback =
    format === "pcm" ? 16_000 : format === "ogg_opus" ? 48_000 : engine === "standard" ? 22_050 : 24_000;
  const wanted = sampleRate === undefined ? fallback : Number(sampleRate);
  if (!sampleRates[format].some((rate) => rate === wanted)) {
    throw new AwsError(
      "InvalidSampleRateException",
      `The specified sample rate ${sampleRate} is not valid for ${format}.`,
    );
  }
  return { kind: "audio", format, sampleRate: wanted, contentType: contentTypes[format] };
}
