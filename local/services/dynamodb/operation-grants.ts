import { isRecord, listOf, recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, AwsError, type NeededGrant, REGION } from "../../types.ts";

/** Operations on one table (or one index of it) whose IAM action has their own name. */
const ON_TABLE = new Set([
  "GetItem",
  "PutItem",
  "UpdateItem",
  "DeleteItem",
  "Query",
  "Scan",
  "DescribeTable",
  "DescribeTimeToLive",
]);

/** The action that each part of a transaction needs: a transaction has no action of its own. */
const TRANSACTION_PARTS: Readonly<Record<string, string>> = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
  Get: "GetItem",
};

/**
 * What the caller must be allowed for one operation.
 * Source: the service authorization reference for DynamoDB; the developer guide, "IAM with transactions".
 *
 * @throws AwsError `UnknownOperationException` for what the local cloud does not offer, such as PartiQL and table changes:
 *   tables come from the template
 */
export function grantsOf(operation: string | undefined, input: Record<string, unknown>): NeededGrant[] {
  switch (operation) {
    case "ListTables":
      return [{ action: "dynamodb:ListTables", resource: "*" }];
    case "TransactWriteItems":
    case "TransactGetItems":
      return distinct(listOf(input.TransactItems).flatMap(transactionGrants));
    case "BatchGetItem":
    case "BatchWriteItem":
      return Object.keys(recordOf(input.RequestItems)).map((table) => grant(operation, table));
    default:
      if (operation === undefined || !ON_TABLE.has(operation)) {
        throw new AwsError("UnknownOperationException", `the local DynamoDB has no operation ${operation}`);
      }
      return [grant(operation, tableOf(input), textOf(input.IndexName))];
  }
}

function transactionGrants(item: unknown): NeededGrant[] {
  return Object.entries(recordOf(item)).map(([part, request]) => {
    const action = TRANSACTION_PARTS[part];
    if (action === undefined || !isRecord(request)) {
      throw new AwsError("ValidationException", `a transaction has no part ${part}`);
    }
    return grant(action, tableOf(request));
  });
}

function tableOf(input: Record<string, unknown>): string {
  const table = textOf(input.TableName);
  if (table === undefined) throw new AwsError("ValidationException", "The parameter 'TableName' is required");
  return table;
}

function grant(operation: string, table: string, index?: string): NeededGrant {
  const arn = table.startsWith("arn:") ? table : `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${table}`;
  return { action: `dynamodb:${operation}`, resource: index === undefined ? arn : `${arn}/index/${index}` };
}

function distinct(grants: readonly NeededGrant[]): NeededGrant[] {
  return [...new Map(grants.map((one) => [`${one.action} ${one.resource}`, one])).values()];
}
