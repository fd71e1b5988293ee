import { numbersFrom } from "../core/agent/chaos.ts";

/** What is left to chance, the same for the same seed. */
export interface Draws {
  /** True in this share of draws, 0–1. */
  chance(share: number): boolean;
  /** A whole number from the first to the second, both included. */
  whole(from: number, to: number): number;
  one<Item>(items: readonly Item[]): Item;
  /** Of pairs of weight and item. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item;
}

export function drawsOf(seed: number): Draws {
  const next = numbersFrom(seed);
  const one = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new Error("there is nothing to draw");
    return item;
  };
  return {
    chance: (share) => next() < share,
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    one,
    weighted(items) {
      let left = next() * items.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, item] of items) {
        left -= weight;
        if (left < 0) return item;
      }
      return one(items)[1];
    },
  };
}
