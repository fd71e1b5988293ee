import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import type { TemplateStore } from "../../ports/templates.ts";
import { getItem, queryItems, type Table } from "./core-table.ts";

/*
 * Template   pk templates   sk template#<templateId>
 *
 * One partition: there are some tens of them, and a run reads a few once. `fields` is JSON text, so that what was imported
 * is read as it was given, whatever is in it.
 */

const ALL = "templates";
const PREFIX = "template#";
const keyOf = (templateId: string) => ({ pk: ALL, sk: `${PREFIX}${templateId}` });

const templateItem = z.lazy(() =>
  z.object({
    templateId: z.string(),
    fields: z.string().transform((text) => z.record(z.string(), z.unknown()).parse(JSON.parse(text))),
    source: z.enum(["shipped", "imported"]),
    updatedAtEpochMs: z.number(),
  }),
);

/** Templates in the Core table. */
export function dynamoTemplateStore(table: Table): TemplateStore {
  const { client, name: TableName } = table;
  return {
    get: (templateId) => getItem(table, templateItem, keyOf(templateId)),
    list: () => queryItems(table, templateItem, { pk: ALL, beginsWith: PREFIX }),
    async put({ templateId, fields, source, updatedAtEpochMs }) {
      const Item = {
        ...keyOf(templateId),
        templateId,
        fields: JSON.stringify(fields),
        source,
        updatedAtEpochMs,
      };
      try {
        await client.send(
          new PutCommand({
            TableName,
            Item,
            ...(source === "shipped" && {
              ConditionExpression: "attribute_not_exists(pk) OR #source = :shipped",
              ExpressionAttributeNames: { "#source": "source" },
              ExpressionAttributeValues: { ":shipped": "shipped" },
            }),
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async delete(templateId) {
      const Key = keyOf(templateId);
      const { Attributes } = await client.send(
        new DeleteCommand({ TableName, Key, ReturnValues: "ALL_OLD" }),
      );
      return Attributes !== undefined;
    },
  };
}
