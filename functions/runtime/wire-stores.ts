import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { documentClient, type Table } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoEventLog } from "../../core/adapters/dynamo/event-log.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { dynamoRequestCounter } from "../../core/adapters/dynamo/request-store.ts";
import { dynamoRunStore } from "../../core/adapters/dynamo/run-store.ts";
import { dynamoTemplateStore } from "../../core/adapters/dynamo/template-store.ts";
import { s3BlobStore } from "../../core/adapters/s3/blob-store.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import { readEnv } from "../../core/contract/env.ts";
import type { AccountStore } from "../../core/ports/accounts.ts";
import type { BlobStore } from "../../core/ports/blob-store.ts";
import type { CreditStore } from "../../core/ports/credit-store.ts";
import type { EventLog } from "../../core/ports/event-log.ts";
import type { JobStore } from "../../core/ports/jobs.ts";
import type { ProjectStore } from "../../core/ports/projects.ts";
import type { RequestCounter } from "../../core/ports/requests.ts";
import type { RunStore } from "../../core/ports/runs.ts";
import type { TemplateStore } from "../../core/ports/templates.ts";
import type { Clock, Ids } from "../../core/ports/time-and-ids.ts";

/** What nearly every function keeps its state in, on one DynamoDB client. */
export interface WiredStores {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly accounts: AccountStore;
  readonly credits: CreditStore;
  readonly projects: ProjectStore;
  readonly runs: RunStore;
  readonly jobs: JobStore;
  readonly requests: RequestCounter;
  readonly templates: TemplateStore;
  readonly log: EventLog;
  /** The data bucket. */
  readonly data: BlobStore;
  /** For stores that not every function has. */
  readonly core: Table;
}

/** @throws {MissingEnvError} */
export function wireStores(env: Readonly<Record<string, string | undefined>>): WiredStores {
  const { coreTable, eventsTable, dataBucket } = readEnv(env, ["coreTable", "eventsTable", "dataBucket"]);
  const client = documentClient();
  const core = { client, name: coreTable };
  const data = s3BlobStore(dataBucket);
  const clock = systemClock;
  return {
    clock,
    ids: systemIds,
    accounts: dynamoAccountStore(core),
    credits: dynamoCreditStore(core),
    projects: dynamoProjectStore(core, data),
    runs: dynamoRunStore(core, data),
    jobs: dynamoJobStore(core),
    requests: dynamoRequestCounter(core),
    templates: dynamoTemplateStore(core),
    log: dynamoEventLog({ table: { client, name: eventsTable }, blobs: data, clock }),
    data,
    core,
  };
}
