import { PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod";
import { rendererName } from "../../contract/rendered-segment.ts";
import {
  liveRenderStates,
  type Render,
  type RenderStore,
  resolutions,
  type SegmentWork,
} from "../../ports/renders.ts";
import { getItem, queryItems, sortable, type Table } from "./core-table.ts";
import { writeIf } from "./transact.ts";
import { updateOf } from "./write-expressions.ts";

/*
 * Render   pk render#<renderId>   sk render            gsi1 renders#live / <heartbeat>#<renderId>, while it is live
 * Segment  pk render#<renderId>   sk segment#<index>
 */

const renderKey = (renderId: string) => ({ pk: `render#${renderId}`, sk: "render" });
const segmentKey = (renderId: string, index: number) => ({
  pk: `render#${renderId}`,
  sk: `segment#${sortable(index)}`,
});
const LIVE = "renders#live";
const liveKey = (renderId: string, heartbeatAtEpochMs: number) => ({
  gsi1pk: LIVE,
  gsi1sk: `${sortable(heartbeatAtEpochMs)}#${renderId}`,
});

const renderItem = z.lazy(() =>
  z.object({
    renderId: z.string(),
    userId: z.string(),
    projectId: z.number(),
    state: z.enum(["queued", "rendering", "completed", "failed"]),
    resolution: z.enum(resolutions),
    outputPath: z.string(),
    isAhead: z.boolean().exactOptional(),
    webhookUrl: z.string().exactOptional(),
    createdAtEpochMs: z.number(),
    heartbeatAtEpochMs: z.number(),
    endedAtEpochMs: z.number().optional(),
    error: z.string().optional(),
  }),
);

const toRender = ({ endedAtEpochMs, error, ...rest }: z.infer<typeof renderItem>): Render => ({
  ...rest,
  ...(endedAtEpochMs !== undefined && { endedAtEpochMs }),
  ...(error !== undefined && { error }),
});

const segmentItem = z.lazy(() =>
  z.object({
    renderId: z.string(),
    index: z.number(),
    rendererJobId: z.string(),
    tries: z.number(),
    progress: z.number(),
    renderer: rendererName.exactOptional(),
    startedAtEpochMs: z.number(),
    movedAtEpochMs: z.number().exactOptional(),
    error: z.string().exactOptional(),
    drawnAhead: z.object({ by: z.string(), isOwed: z.boolean() }).exactOptional(),
  }),
) satisfies z.ZodType<SegmentWork>;

/** `state` is one of DynamoDB's reserved words. */
const isLive = {
  expression: `#state IN (${liveRenderStates.map((_, index) => `:live${index}`).join(", ")})`,
  names: { "#state": "state" },
  values: Object.fromEntries(liveRenderStates.map((state, index) => [`:live${index}`, state])),
};

export function dynamoRenderStore(table: Table): RenderStore {
  const { client, name: TableName } = table;

  const updateLive = (renderId: string, fields: Record<string, unknown>): Promise<boolean> =>
    writeIf(() =>
      client.send(
        new UpdateCommand({
          TableName,
          Key: renderKey(renderId),
          ...updateOf(fields, isLive),
          ConditionExpression: isLive.expression,
        }),
      ),
    );

  return {
    create: (render) =>
      writeIf(() =>
        client.send(
          new PutCommand({
            TableName,
            Item: {
              ...renderKey(render.renderId),
              ...liveKey(render.renderId, render.heartbeatAtEpochMs),
              ...render,
            },
            ConditionExpression: "attribute_not_exists(pk)",
          }),
        ),
      ),

    async get(renderId) {
      const found = await getItem(table, renderItem, renderKey(renderId));
      return found && toRender(found);
    },

    heartbeat: (renderId, state, atEpochMs) =>
      updateLive(renderId, { state, heartbeatAtEpochMs: atEpochMs, ...liveKey(renderId, atEpochMs) }),

    end: (renderId, state, { atEpochMs, error }) =>
      updateLive(renderId, { state, endedAtEpochMs: atEpochMs, error, gsi1pk: undefined, gsi1sk: undefined }),

    async listSilent(epochMs, limit) {
      const found = await queryItems(table, renderItem, {
        index: "gsi1",
        pk: LIVE,
        before: sortable(epochMs),
        limit,
      });
      return found.map(toRender);
    },

    putSegment: (work, expectedTries) =>
      writeIf(() =>
        client.send(
          new PutCommand({
            TableName,
            Item: { ...segmentKey(work.renderId, work.index), ...work },
            ...(expectedTries === 0
              ? { ConditionExpression: "attribute_not_exists(pk)" }
              : {
                  ConditionExpression: "#tries = :tries",
                  ExpressionAttributeNames: { "#tries": "tries" },
                  ExpressionAttributeValues: { ":tries": expectedTries },
                }),
          }),
        ),
      ),

    getSegment: (renderId, index) => getItem(table, segmentItem, segmentKey(renderId, index)),

    listSegments: (renderId) =>
      queryItems(table, segmentItem, { pk: renderKey(renderId).pk, beginsWith: "segment#" }),
  };
}
