import { jsonAnswer } from "../../services/json-answer.ts";
import {
  AwsError,
  type AwsRequest,
  type AwsResponse,
  type Fault,
  type Service,
  type ServiceContext,
} from "../../types.ts";
import { type Performance, perform } from "./perform.ts";
import { toSentences } from "./sentences.ts";
import { encode, polish } from "./sound.ts";
import { readSynthesizeRequest, type SynthesizeRequest } from "./synthesize-request.ts";
import { createSynthesizer } from "./synthesizer.ts";
import { emulatedVoices } from "./voices.ts";

/** Audio and marks of one text are asked for one after the other. */
const KEPT_PERFORMANCES = 6;

/**
 * Amazon Polly: SynthesizeSpeech (mp3, ogg_opus, pcm; word, sentence and ssml marks) and DescribeVoices, for the voices
 * of voices.ts. The same request gives the same sound.
 *
 * Faults, target `vendor:polly`, one per SynthesizeSpeech (`matching` looks into its body): `fail` (`error`,
 * ServiceFailureException unless told; `status`), `overload` (ThrottlingException), `delay` and `stall` answer after
 * `delayMs` of emulated time (30 s, 10 min), `garbage` answers bytes that are neither audio nor marks.
 */
export async function createPollyService(
  context: Pick<ServiceContext, "clock" | "faults" | "log">,
): Promise<Service> {
  const { clock, faults, log } = context;
  const synthesizer = createSynthesizer();
  const performances = new Map<string, Promise<Performance>>();
  const closing = new AbortController();

  const performanceOf = ({ soundKey, items, language, voice }: SynthesizeRequest): Promise<Performance> => {
    const known = performances.get(soundKey);
    if (known) return known;
    const performance = perform(synthesizer, voice, toSentences(items, language)).then(
      ({ samples, marks }) => ({ samples: polish(samples), marks }),
    );
    performances.set(soundKey, performance);
    performance.catch(() => performances.delete(soundKey));
    const [oldest] = performances.keys();
    if (performances.size > KEPT_PERFORMANCES && oldest !== undefined) performances.delete(oldest);
    return performance;
  };

  const synthesize = async (request: AwsRequest): Promise<AwsResponse> => {
    const fault = faults.take("vendor:polly", request.body.toString());
    const wanted = readSynthesizeRequest(request);
    if (fault) await suffer(fault);
    const { voice, output, billedCharacters } = wanted;
    const headers = { "x-amzn-RequestCharacters": String(billedCharacters) };
    if (fault?.kind === "garbage")
      return {
        status: 200,
        headers: { ...headers, "content-type": "audio/mpeg" },
        body: Buffer.from("<html>not speech</html>"),
      };
    const performance = await performanceOf(wanted);
    log.debug("polly.spoke", { voice: voice.id, output: output.kind, characters: billedCharacters });
    if (output.kind === "marks") {
      const lines = performance.marks
        .filter(({ type }) => output.types.has(type))
        .map((mark) => `${JSON.stringify(mark)}\n`);
      return {
        status: 200,
        headers: { ...headers, "content-type": "application/x-json-stream" },
        body: lines.join(""),
      };
    }
    const audio = await encode(performance.samples, output.format, output.sampleRate);
    return { status: 200, headers: { ...headers, "content-type": output.contentType }, body: audio };
  };

  const suffer = async (fault: Fault): Promise<void> => {
    switch (fault.kind) {
      case "fail":
        throw new AwsError(
          fault.error ?? "ServiceFailureException",
          "An unknown condition has caused a service failure. (told so by the fault control)",
          fault.status ?? 500,
        );
      case "overload":
        throw new AwsError(
          fault.error ?? "ThrottlingException",
          "Rate exceeded (told so by the fault control)",
          fault.status ?? 400,
        );
      case "delay":
        return clock.sleep(fault.delayMs ?? 30_000, closing.signal);
      case "stall":
        return clock.sleep(fault.delayMs ?? 600_000, closing.signal);
      case "garbage":
        return;
      case "kill":
      case "lose":
      case "duplicate":
        throw new AwsError(
          "ServiceFailureException",
          `the Polly emulator has no fault of kind ${fault.kind}`,
          500,
        );
    }
  };

  return {
    signingName: "polly",
    // Polly's actions have no resources.
    grantsFor: (request) => [{ action: `polly:${operationOf(request)}`, resource: "*" }],
    handle: async (request) =>
      operationOf(request) === "SynthesizeSpeech" ? synthesize(request) : describeVoices(request),
    close: async () => {
      closing.abort(new Error("the local cloud is closing"));
      await synthesizer.close();
    },
  };
}

/** @throws AwsError for an operation that is not emulated */
function operationOf({ method, path }: AwsRequest): "SynthesizeSpeech" | "DescribeVoices" {
  if (method === "POST" && path === "/v1/speech") return "SynthesizeSpeech";
  if (method === "GET" && path === "/v1/voices") return "DescribeVoices";
  throw new AwsError("UnknownOperationException", `the Polly emulator does not know ${method} ${path}`, 404);
}

function describeVoices({ query }: AwsRequest): AwsResponse {
  const engine = query.get("Engine");
  const language = query.get("LanguageCode");
  const voices = emulatedVoices.filter(
    (voice) =>
      (language === null || voice.languageCode === language) &&
      (engine === null || voice.engines.some((other) => other === engine)),
  );
  return jsonAnswer({
    Voices: voices.map(({ id, gender, languageCode, languageName, engines }) => ({
      Gender: gender,
      Id: id,
      LanguageCode: languageCode,
      LanguageName: languageName,
      Name: id,
      SupportedEngines: engines,
    })),
  });
}
