// A process of its own, because the synthesizer is GPL-3.0: it is spoken to, not linked with.
import createSynthesizer from "@echogarden/espeak-ng-emscripten";
import type { SpeechOrder, SpokenDocument } from "./speech-messages.ts";

process.on("disconnect", () => process.exit(0));

const module = await createSynthesizer();
const worker = new module.eSpeakNGWorker();

function speak({ documents, voice, pitch, range, rate }: SpeechOrder): SpokenDocument[] {
  return documents.map((document) => {
    worker.set_voice(voice, "", 0, 0, 0);
    worker.set_rate(rate);
    worker.set_pitch(pitch);
    worker.set_range(range);
    const parts: Int16Array[] = [];
    const marks: { name: string; milliseconds: number }[] = [];
    worker.synthesize(document, (samples, events) => {
      if (samples) parts.push(samples);
      for (const { type, id, audio_position } of events) {
        if (type === "mark" && typeof id === "string") marks.push({ name: id, milliseconds: audio_position });
      }
      return false;
    });
    const samples = new Int16Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      samples.set(part, at);
      at += part.length;
    }
    return { samples, marks };
  });
}

process.on("message", (order: SpeechOrder) => {
  try {
    process.send?.({ spoken: speak(order) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) });
  }
});
