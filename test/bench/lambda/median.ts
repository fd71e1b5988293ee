/** The middle one. @throws RangeError of nothing */
export function median(values: readonly number[]): number {
  const middle = values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new RangeError("there is no median of nothing");
  return middle;
}
