import {
  PollyClient,
  SynthesizeSpeechCommand,
  type SynthesizeSpeechCommandInput,
} from "@aws-sdk/client-polly";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { runTool } from "../../../../local/vendors/media-tools.ts";
import { createPollyService } from "../../../../local/vendors/polly/create-polly-service.ts";
import { openGateway } from "../../services/open-gateway.ts";

export interface Mark {
  readonly time: number;
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** The Polly emulator behind an endpoint, with the real client in front. */
export async function openPolly() {
  const gateway = await openGateway([]);
  gateway.add(await createPollyService(gateway.context));
  // The client's own default is HTTP/2, which the local endpoint does not speak.
  const client = new PollyClient({ ...gateway.clientConfig, requestHandler: new NodeHttpHandler() });
  const speak = async (input: Partial<SynthesizeSpeechCommandInput>) => {
    const answer = await client.send(
      new SynthesizeSpeechCommand({ VoiceId: "Joanna", OutputFormat: "mp3", Text: "Hello world.", ...input }),
    );
    return { ...answer, bytes: Buffer.from((await answer.AudioStream?.transformToByteArray()) ?? []) };
  };
  return {
    gateway,
    client,
    speak,
    /** PCM at 16 kHz. */
    pcm: async (input: Partial<SynthesizeSpeechCommandInput>): Promise<Int16Array> => {
      const { bytes } = await speak({ ...input, OutputFormat: "pcm" });
      return new Int16Array(new Uint8Array(bytes).buffer);
    },
    marks: async (input: Partial<SynthesizeSpeechCommandInput>): Promise<Mark[]> => {
      const { bytes } = await speak({ SpeechMarkTypes: ["word"], ...input, OutputFormat: "json" });
      const lines = bytes.toString().trim().split("\n");
      return lines.map((line) => JSON.parse(line) as Mark);
    },
  };
}

/** Root mean square, 1 being full scale. */
export function loudness(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += (sample / 32768) ** 2;
  return Math.sqrt(energy / samples.length);
}

/** Decodes any audio to PCM at 16 kHz. */
export async function decode(file: string): Promise<Int16Array> {
  const wav = await runTool("ffmpeg", [
    "-v",
    "error",
    "-i",
    file,
    "-ar",
    "16000",
    "-ac",
    "1",
    "-c:a",
    "pcm_s16le",
    "-f",
    "wav",
    "-",
  ]);
  return new Int16Array(new Uint8Array(wav.subarray(wav.indexOf("data", 12, "latin1") + 8)).buffer);
}
