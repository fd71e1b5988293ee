import { createHash } from "node:crypto";
import { type AgentEvent, terminalEvents } from "../../contract/agent-events.ts";
import { TransientError } from "../../contract/errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { EventLog } from "../../ports/event-log.ts";
import type { Clock } from "../../ports/time-and-ids.ts";
import type { Table } from "./core-table.ts";
import { headOf, latestItem, markerKeyOf, numberOf, readItems, toLoggedEvent } from "./event-items.ts";
import { type StoredJson, storeJson } from "./stored-json.ts";
import { pauseAtRandom, transact } from "./transact.ts";

/*
 * The Events table: `runId`, `seq`. Event n is put on condition that there is no n, by a writer who knows that n-1 is
 * there and is not the last; so numbers have no gaps, and nothing follows a terminal event. In the same transaction goes
 * a marker (`runId` = "<run>#<key>", `seq` = 0) on condition that it is new; so a key is appended once.
 */

/** How long a run can be read again. */
const KEPT_FOR_SECONDS = 14 * 24 * 3600;
/** Each lost race is another writer's event, so this many at once all get through. */
const MAX_ATTEMPTS = 100;
const MAX_REMEMBERED = 500;
/** An item holds 400 KB, a page of a query 1 MB, and a reader wants several events in one. */
const INLINE = { plainBytes: 100_000, gzippedBytes: 200_000 };

/** The last event that is known to be there; `seq` 0 for none. */
export interface Head {
  readonly seq: number;
  readonly isTerminal: boolean;
}

/** What the log is made of. `blobs` is private; large payloads go there under `events/`. */
export interface EventLogParts {
  readonly table: Table;
  readonly blobs: BlobStore;
  readonly clock: Clock;
}

export function dynamoEventLog(parts: EventLogParts): EventLog {
  const { table, blobs, clock } = parts;
  /** Spares a read when one process writes most of a run; a stale one fails its condition and is read anew. */
  const heads = new Map<string, Head>();
  /** Runs that others write to as well: what is remembered of them is old by the next event. */
  const shared = new Set<string>();

  return {
    async append(runId, key, event) {
      const stored = await storeJson(blobs, blobKeyOf(runId, event), event.payload, INLINE);
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const remembered = heads.get(runId);
        const head = remembered ?? (await headOf(table, runId));
        if (head.isTerminal) return numberOf(table, runId, key);
        const seq = head.seq + 1;
        const outcome = await put(parts, { runId, key, name: event.name, stored }, seq);
        heads.delete(runId);
        if (outcome === "taken") {
          if (remembered !== undefined) {
            keepLatest(shared.add(runId));
            continue;
          }
          await pauseAtRandom(Math.min(attempt, 4));
          continue;
        }
        if (outcome === seq && !shared.has(runId)) {
          keepLatest(heads.set(runId, { seq, isTerminal: isTerminal(event) }));
        }
        return outcome;
      }
      throw new TransientError(`Too many writers append to run ${runId} at once.`);
    },
    async read(runId, afterSeq, limit) {
      const found = await readItems(table, runId, afterSeq, limit);
      // What follows an expired one is not given either: a reader would take it for the next.
      const expired = found.findIndex(({ expiresAt }) => expiresAt <= clock.now() / 1000);
      const live = expired < 0 ? found : found.slice(0, expired);
      return Promise.all(live.map((item) => toLoggedEvent(blobs, item)));
    },
    async latest(runId, name) {
      const found = await latestItem(table, runId, name);
      if (found === undefined || found.expiresAt <= clock.now() / 1000) return undefined;
      return toLoggedEvent(blobs, found);
    },
  };
}

const isTerminal = ({ name }: AgentEvent): boolean => terminalEvents.includes(name);

/** By content: a repeat with another payload must not change what the first one wrote. */
function blobKeyOf(runId: string, event: AgentEvent): string {
  const hash = createHash("sha256").update(JSON.stringify(event.payload)).digest("hex");
  return `events/${runId}/${hash}.json.gz`;
}

/** Forgets what came in first. */
function keepLatest(kept: Map<string, unknown> | Set<string>): void {
  const oldest = kept.keys().next();
  if (kept.size > MAX_REMEMBERED && !oldest.done) kept.delete(oldest.value);
}

/** @returns the number the key has: `seq`, or an earlier one; `taken` when another event has this number */
async function put(
  { table, clock }: EventLogParts,
  event: { runId: string; key: string; name: string; stored: StoredJson },
  seq: number,
): Promise<number | "taken"> {
  const { runId, key, name, stored } = event;
  const atEpochMs = clock.now();
  const expiresAt = Math.floor(atEpochMs / 1000) + KEPT_FOR_SECONDS;
  const isNew = { TableName: table.name, ConditionExpression: "attribute_not_exists(runId)" };
  const result = await transact(table, [
    { Put: { ...isNew, Item: { runId, seq, name, atEpochMs, expiresAt, ...stored } } },
    { Put: { ...isNew, Item: { ...markerKeyOf(runId, key), at: seq, expiresAt } } },
  ]);
  if (result.isWritten) return seq;
  const isKeyTaken = result.reasons[1]?.Code === "ConditionalCheckFailed";
  return (isKeyTaken ? await numberOf(table, runId, key) : undefined) ?? "taken";
}
