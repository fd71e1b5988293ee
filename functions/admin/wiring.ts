import { dynamoAccountStore } from "../../core/adapters/dynamo/account-store.ts";
import { dynamoAuditLog } from "../../core/adapters/dynamo/audit-log.ts";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { recountProjects } from "../../core/adapters/dynamo/project-places.ts";
import { dynamoTemplateStore } from "../../core/adapters/dynamo/template-store.ts";
import { systemClock } from "../../core/adapters/system/clock.ts";
import { systemIds } from "../../core/adapters/system/ids.ts";
import { readEnv } from "../../core/contract/env.ts";
import { createLogger } from "../runtime/logger.ts";
import type { AdminDeps } from "./deps.ts";

/** @throws {MissingEnvError} */
export function wire(env: Readonly<Record<string, string | undefined>>): AdminDeps {
  const { coreTable } = readEnv(env, ["coreTable"]);
  const core = { client: documentClient(), name: coreTable };
  return {
    accounts: dynamoAccountStore(core),
    credits: dynamoCreditStore(core),
    recountProjects: recountProjects(core),
    audit: dynamoAuditLog(core),
    templates: dynamoTemplateStore(core),
    clock: systemClock,
    ids: systemIds,
    logger: createLogger("admin"),
  };
}
