/** The parts of an update that are the same in UpdateCommand and in a transaction's Update. */
export interface UpdateParts {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/**
 * An update that sets and removes whole attributes; `undefined` removes.
 * Names and values of the condition that goes with it are given as `more`.
 */
export function updateOf(
  fields: Readonly<Record<string, unknown>>,
  more: { names?: Record<string, string>; values?: Record<string, unknown> } = {},
): UpdateParts {
  const entries = Object.entries(fields);
  const set = entries.filter(([, value]) => value !== undefined);
  const removed = entries.filter(([, value]) => value === undefined);
  const clauses = [
    set.length > 0 ? `SET ${set.map(([name]) => `#f_${name} = :f_${name}`).join(", ")}` : "",
    removed.length > 0 ? `REMOVE ${removed.map(([name]) => `#f_${name}`).join(", ")}` : "",
  ];
  const values = { ...Object.fromEntries(set.map(([name, value]) => [`:f_${name}`, value])), ...more.values };
  return {
    UpdateExpression: clauses.filter((clause) => clause !== "").join(" "),
    ExpressionAttributeNames: {
      ...Object.fromEntries(entries.map(([name]) => [`#f_${name}`, name])),
      ...more.names,
    },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
