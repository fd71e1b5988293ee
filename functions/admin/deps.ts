import type { AccountDeps } from "../../core/accounts/create-account.ts";
import type { CreditDeps } from "../../core/credits/change-credits.ts";
import type { AuditLog } from "../../core/ports/audit-log.ts";
import type { RecountProjects } from "../../core/ports/projects.ts";
import type { TemplateStore } from "../../core/ports/templates.ts";
import type { Logger } from "../runtime/logger.ts";

/** What the operator's actions need; wiring.ts makes it. */
export interface AdminDeps extends AccountDeps, CreditDeps {
  readonly recountProjects: RecountProjects;
  readonly audit: AuditLog;
  readonly templates: TemplateStore;
  readonly logger: Logger;
}
