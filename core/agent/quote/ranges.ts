/** How many of something there will be: at least, probably, at most. */
export interface Range {
  readonly min: number;
  readonly expected: number;
  readonly max: number;
}

export const exactly = (count: number): Range => ({ min: count, expected: count, max: count });
export const NONE = exactly(0);

/** What each of them comes to; `change` never falls as its argument grows. */
export const mapRange = ({ min, expected, max }: Range, change: (value: number) => number): Range => ({
  min: change(min),
  expected: change(expected),
  max: change(max),
});

export const sumOf = (ranges: readonly Range[]): Range => ({
  min: ranges.reduce((sum, { min }) => sum + min, 0),
  expected: ranges.reduce((sum, { expected }) => sum + expected, 0),
  max: ranges.reduce((sum, { max }) => sum + max, 0),
});
