import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { TransientError } from "../../contract/errors.ts";

/*
 * The Core table: one table for every entity but events.
 *
 * Keys: `pk`, `sk`; indexes `gsi1` (`gsi1pk`, `gsi1sk`) and `gsi2` (`gsi2pk`, `gsi2sk`), all strings, everything
 * projected; `expiresAt` (seconds since 1970) is the TTL. Values of keys are written `word#id`, from big to small.
 * One file an entity: a zod schema of its item, functions that make its keys, the store that satisfies its port. Items are
 * parsed when they are read. Times that sort inside a key are written with `sortable`.
 *
 * There is no ElectroDB here: it and what it drags in are 290 KB of a function's 700 KB, and the writes that matter are
 * transactions whose conditions have to be said in DynamoDB's own words anyway.
 */

/** A DynamoDB table and the client to reach it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** One client serves every table of a function. @param client tests give their own */
export const documentClient = (client: DynamoDBClient = new DynamoDBClient({})): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** A number as text that sorts like it; whole, 0 or more, below 10^16. */
export const sortable = (number: number): string => String(number).padStart(16, "0");

/** Reads one item, strongly consistent. @throws {z.ZodError} the item is not what the schema says */
export async function getItem<Schema extends z.ZodType>(
  { client, name }: Table,
  schema: Schema,
  key: Key,
): Promise<z.infer<Schema> | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
  return Item === undefined ? undefined : schema.parse(Item);
}

/**
 * Reads a few items of one request, strongly consistent, in no particular order.
 * @param keys at most 100, and what they name at most 16 MB
 * @throws {TransientError} DynamoDB did not come to all of them
 */
export async function getItems(
  { client, name }: Table,
  keys: readonly Key[],
): Promise<Record<string, unknown>[]> {
  const request = { [name]: { Keys: [...keys], ConsistentRead: true } };
  const { Responses = {}, UnprocessedKeys = {} } = await client.send(
    new BatchGetCommand({ RequestItems: request }),
  );
  if (Object.keys(UnprocessedKeys).length > 0) throw new TransientError("The table is too busy.");
  return Responses[name] ?? [];
}

/** Which items: one partition of the table or of an index, narrowed by a condition on the sort key. */
export interface Selection {
  /** @default the table itself, read strongly consistent */
  readonly index?: "gsi1" | "gsi2";
  readonly pk: string;
  /** Sort keys that begin so. */
  readonly beginsWith?: string;
  /** Sort keys before this one. */
  readonly before?: string;
  /** Sort keys from the first to the second, both included. */
  readonly between?: readonly [string, string];
  /** @default true */
  readonly isAscending?: boolean;
  /** @default every item there is */
  readonly limit?: number;
  /** Attributes to read, `pk` and `sk` excluded. @default all */
  readonly only?: readonly string[];
  /** What DynamoDB leaves out of what it has read. Names and values are the expression's placeholders. */
  readonly filter?: Filter | undefined;
}

export interface Filter {
  readonly expression: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

/** Reads the items of a selection, page after page. @throws {z.ZodError} */
export async function queryItems<Schema extends z.ZodType>(
  { client, name }: Table,
  schema: Schema,
  selection: Selection,
): Promise<z.infer<Schema>[]> {
  const { limit = Number.POSITIVE_INFINITY } = selection;
  const input = queryInput(name, selection);
  const found: z.infer<Schema>[] = [];
  let startKey: QueryCommandInput["ExclusiveStartKey"];
  do {
    const left = limit - found.length;
    const page = await client.send(
      new QueryCommand({
        ...input,
        ExclusiveStartKey: startKey,
        ...(Number.isFinite(left) && { Limit: left }),
      }),
    );
    for (const item of page.Items ?? []) found.push(schema.parse(item));
    startKey = page.LastEvaluatedKey;
  } while (startKey !== undefined && found.length < limit);
  return found;
}

function queryInput(name: string, selection: Selection): QueryCommandInput {
  const { index, pk, beginsWith, before, between, isAscending = true, only, filter } = selection;
  const prefix = index ?? "";
  const conditions = ["#pk = :pk"];
  const names: Record<string, string> = { "#pk": `${prefix}pk` };
  const values: Record<string, string> = { ":pk": pk };
  if (beginsWith !== undefined) {
    conditions.push("begins_with(#sk, :begin)");
    values[":begin"] = beginsWith;
  } else if (before !== undefined) {
    conditions.push("#sk < :before");
    values[":before"] = before;
  } else if (between !== undefined) {
    conditions.push("#sk BETWEEN :from AND :to");
    [values[":from"], values[":to"]] = between;
  }
  if (conditions.length > 1) names["#sk"] = `${prefix}sk`;
  for (const attribute of only ?? []) names[`#o_${attribute}`] = attribute;
  return {
    TableName: name,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    KeyConditionExpression: conditions.join(" AND "),
    ...(filter !== undefined && { FilterExpression: filter.expression }),
    ExpressionAttributeNames: { ...names, ...filter?.names },
    ExpressionAttributeValues: { ...values, ...filter?.values },
    ScanIndexForward: isAscending,
    ...(only !== undefined && { ProjectionExpression: only.map((each) => `#o_${each}`).join(", ") }),
  };
}
