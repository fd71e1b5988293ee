/** What the synthesizer's process is asked. It is GPL software: nothing of ours is loaded there but this shape. */
export interface SpeechOrder {
  /** Synthesizer SSML, one document a sentence; words are preceded by `<mark name="…"/>`. */
  readonly documents: readonly string[];
  readonly voice: string;
  readonly pitch: number;
  readonly range: number;
  readonly rate: number;
}

/** One spoken document. */
export interface SpokenDocument {
  /** 22,050 Hz, mono. */
  readonly samples: Int16Array;
  /** In ms from the document's start; a mark that the synthesizer lost is absent. */
  readonly marks: readonly { readonly name: string; readonly milliseconds: number }[];
}

export const SYNTHESIZER_RATE = 22_050;
