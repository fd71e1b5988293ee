import { randomUUID } from "node:crypto";
import { isRecord, listOf, recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, AwsError, REGION } from "../../types.ts";
import { busNameOf } from "./rule.ts";

const MOST_ENTRIES = 10;
const MOST_BYTES = 256 * 1024;

export interface BusEvent {
  readonly busName: string;
  /** What rules match and targets get. */
  readonly envelope: Readonly<Record<string, unknown>> & { readonly id: string };
}

export type Entry = BusEvent | { readonly errorCode: string; readonly errorMessage: string };

/**
 * The entries of a PutEvents call, each an event or the reason why it is refused.
 * @throws AwsError `ValidationException` when the call as a whole is refused
 */
export function readEntries(
  input: Record<string, unknown>,
  busNames: ReadonlySet<string>,
  nowMs: number,
): Entry[] {
  const entries = listOf(input.Entries).map(recordOf);
  if (entries.length === 0 || entries.length > MOST_ENTRIES) {
    throw new AwsError(
      "ValidationException",
      `Entries must have 1 to ${MOST_ENTRIES} members, not ${entries.length}`,
    );
  }
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > MOST_BYTES)
    throw new AwsError(
      "ValidationException",
      `Total size of the entries in the request is over the limit: ${bytes}`,
    );
  return entries.map((entry) => readEntry(entry, busNames, nowMs));
}

function readEntry(entry: Record<string, unknown>, busNames: ReadonlySet<string>, nowMs: number): Entry {
  const source = textOf(entry.Source);
  const detailType = textOf(entry.DetailType);
  const busName = busNameOf(textOf(entry.EventBusName) ?? "default");
  if (!source || !detailType) return refused("InvalidArgument", "Source and DetailType are required.");
  if (source.startsWith("aws."))
    return refused("NotAuthorizedForSourceException", `not authorized for the source ${source}`);
  if (!busNames.has(busName))
    return refused("ResourceNotFoundException", `Event bus ${busName} does not exist.`);
  const detail = parseDetail(textOf(entry.Detail) ?? "");
  if (detail === undefined) return refused("MalformedDetail", "Detail is malformed.");
  const timeMs = typeof entry.Time === "number" ? entry.Time * 1000 : nowMs;
  return { busName, envelope: envelopeOf(source, detailType, detail, timeMs, listOf(entry.Resources)) };
}

/** An event as targets see it. `time` has whole seconds. */
export function envelopeOf(
  source: string,
  detailType: string,
  detail: Record<string, unknown>,
  timeMs: number,
  resources: readonly unknown[],
): BusEvent["envelope"] {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source,
    account: ACCOUNT_ID,
    time: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources,
    detail,
  };
}

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isRecord(detail) ? detail : undefined;
  } catch {
    // The caller reports it as MalformedDetail, by entry.
    return undefined;
  }
}

function refused(errorCode: string, errorMessage: string): Entry {
  return { errorCode, errorMessage };
}

function entryBytes(entry: Record<string, unknown>): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...listOf(entry.Resources)];
  const bytes = texts.reduce<number>((sum, text) => sum + Buffer.byteLength(textOf(text) ?? ""), 0);
  return bytes + (entry.Time === undefined ? 0 : 14);
}
