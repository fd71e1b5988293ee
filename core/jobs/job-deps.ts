import type { CompositionDeps } from "../compositions/save-operations.ts";
import type { CreditDeps } from "../credits/change-credits.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { EventLog } from "../ports/event-log.ts";
import type { RequestCounter } from "../ports/requests.ts";
import type { RunStore } from "../ports/runs.ts";
import type { GenerationDeps } from "../scenes/generation-deps.ts";

/** What working on a job needs. */
export interface JobDeps extends GenerationDeps, CreditDeps, CompositionDeps {
  readonly requests: RequestCounter;
  readonly runs: RunStore;
  readonly log: EventLog;
  readonly bus: EventBus;
  /** Private data: the requests' compositions. */
  readonly data: BlobStore;
}
