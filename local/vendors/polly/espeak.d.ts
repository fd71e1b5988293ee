declare module "@echogarden/espeak-ng-emscripten" {
  interface SpeechEvent {
    readonly type:
      | "word"
      | "sentence"
      | "mark"
      | "play"
      | "end"
      | "msg_terminated"
      | "phoneme"
      | "samplerate";
    readonly id: string | number | undefined;
    /** ms from the start of the audio. */
    readonly audio_position: number;
  }
  interface Worker {
    set_voice(name: string, language: string, gender: number, age: number, variant: number): number;
    set_rate(wordsPerMinute: number): void;
    set_pitch(pitch: number): void;
    set_range(range: number): void;
    /** Calls back with pieces of 22,050 Hz mono; true from the callback stops it. */
    synthesize(
      text: string,
      callback: (samples: Int16Array | undefined, events: readonly SpeechEvent[]) => boolean,
    ): void;
  }
  export default function createSynthesizer(): Promise<{ eSpeakNGWorker: new () => Worker }>;
}
