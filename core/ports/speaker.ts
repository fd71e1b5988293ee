import type { Locale } from "../contract/locale.ts";

export interface SpeechRequest {
  readonly text: string;
  readonly locale: Locale;
  /** The speech vendor's voice id; absent: the locale's default. */
  readonly voiceId?: string;
}

export interface SpokenWord {
  readonly text: string;
  /** ms from the start of the audio; words come in order and do not overlap. */
  readonly startMs: number;
  readonly endMs: number;
}

export interface Speech {
  readonly audio: Uint8Array;
  readonly mimeType: string;
  readonly durationInSeconds: number;
  readonly words: readonly SpokenWord[];
  readonly voiceId: string;
  /** What the vendor bills. */
  readonly billedCharacters: number;
}

/** Speech with the time of every word. Short enough to wait for. @throws TransientError, ProviderError */
export interface Speaker {
  speak(request: SpeechRequest): Promise<Speech>;
}
