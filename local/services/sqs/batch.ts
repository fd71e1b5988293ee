import { listOf, recordOf, textOf } from "../../json-values.ts";
import { AwsError } from "../../types.ts";

/**
 * Performs each entry of a batch by itself: an entry that is refused is in `Failed`, the others succeed.
 * @throws AwsError `EmptyBatchRequest`, `TooManyEntriesInBatchRequest`, `BatchEntryIdsNotDistinct`
 */
export function performBatch(
  input: Record<string, unknown>,
  perform: (entry: Record<string, unknown>) => Record<string, unknown>,
): Record<string, unknown> {
  const entries = listOf(input.Entries).map(recordOf);
  if (entries.length === 0) {
    throw new AwsError("EmptyBatchRequest", "There should be at least one entry in the request.");
  }
  if (entries.length > 10) {
    const message = `Maximum number of entries per request are 10. You have sent ${entries.length}.`;
    throw new AwsError("TooManyEntriesInBatchRequest", message);
  }
  if (new Set(entries.map((entry) => entry.Id)).size !== entries.length) {
    throw new AwsError(
      "BatchEntryIdsNotDistinct",
      "Two or more batch entries in the request have the same Id.",
    );
  }
  const Successful: Record<string, unknown>[] = [];
  const Failed: Record<string, unknown>[] = [];
  for (const entry of entries) {
    const Id = textOf(entry.Id);
    try {
      Successful.push({ Id, ...perform(entry) });
    } catch (refusal) {
      if (!(refusal instanceof AwsError)) throw refusal;
      Failed.push({ Id, Code: refusal.name, Message: refusal.message, SenderFault: refusal.status < 500 });
    }
  }
  return { Successful, Failed };
}
