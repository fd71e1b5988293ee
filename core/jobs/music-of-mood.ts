import type { MusicMood } from "../contract/composition.ts";

/** What a plan's own word for its mood sounds like; the first that fits. */
const moods: readonly (readonly [MusicMood, RegExp])[] = [
  ["dramatic", /dramatic|tense|dark|epic|suspense|solemn|mysterious|dramátic|épic|oscur|극적|긴장|웅장/iu],
  ["energetic", /energetic|exciting|intense|fast|thrilling|bold|enérgic|intens|emocionante|활기|역동|신나/iu],
  ["upbeat", /upbeat|playful|happy|fun\b|cheerful|joyful|alegre|divertid|feliz|밝은|경쾌|유쾌|즐거/iu],
  ["corporate", /corporate|business|professional|confident|profesional|corporativ|전문|기업|비즈니스/iu],
];

/** The bed for a film of this mood. Most films here explain something: what fits nothing else is chill. */
export function musicOfMood(mood = ""): MusicMood {
  return moods.find(([, words]) => words.test(mood))?.[0] ?? "chill";
}
