import type { Locale } from "../../core/contract/locale.ts";
import type { Outcome } from "./outcome.ts";

/** Something that a person asks of an agent, about the film of ./film.ts in the language of the set. */
export interface Instruction {
  readonly message: string;
  readonly selectedItemId?: string;
  readonly outcome: Outcome;
}

export interface InstructionSet {
  readonly locale: Locale;
  readonly instructions: readonly Instruction[];
}
