import { type AdminRequest, adminRequest } from "../../core/contract/admin-api.ts";
import { AppError } from "../../core/contract/errors.ts";
import { parseFields } from "../runtime/http-request.ts";
import {
  accountCreate,
  accountGet,
  accountLink,
  accountPlan,
  accountRecount,
  accountTopUp,
} from "./account-actions.ts";
import { audited, auditList, withoutDocument } from "./audited.ts";
import type { AdminDeps } from "./deps.ts";
import { keyCreate, keyList, keyRevoke } from "./key-actions.ts";
import {
  templateDelete,
  templateGet,
  templateImport,
  templateList,
  templateSeed,
} from "./template-actions.ts";

/**
 * Performs one action and notes that it was performed; the answer is the action's, as JSON.
 * A refusal is thrown: the invoker gets its message, with the code in front.
 */
export async function perform(deps: AdminDeps, event: unknown): Promise<unknown> {
  try {
    const request = parseFields(adminRequest, event);
    const answer = await audited(deps, request, () => answerOf(deps, request));
    deps.logger.info("admin action performed", { ...withoutDocument(request) });
    return answer;
  } catch (error) {
    deps.logger.error("admin action refused", { error: error instanceof Error ? error : String(error) });
    if (error instanceof AppError) throw new Error(`${error.code}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function answerOf(deps: AdminDeps, request: AdminRequest): Promise<unknown> {
  switch (request.action) {
    case "account.create":
      return accountCreate(deps, request);
    case "account.get":
      return accountGet(deps, request);
    case "account.topup":
      return accountTopUp(deps, request);
    case "account.plan":
      return accountPlan(deps, request);
    case "account.link":
      return accountLink(deps, request);
    case "account.recount":
      return accountRecount(deps, request);
    case "audit.list":
      return auditList(deps, request);
    case "key.create":
      return keyCreate(deps, request);
    case "key.list":
      return keyList(deps, request);
    case "key.revoke":
      return keyRevoke(deps, request);
    case "template.import":
      return templateImport(deps, request);
    case "template.seed":
      return templateSeed(deps);
    case "template.list":
      return templateList(deps);
    case "template.get":
      return templateGet(deps, request);
    case "template.delete":
      return templateDelete(deps, request);
  }
}
