import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { listen } from "../../../local/listen.ts";
import type { DynamoDbService } from "../../../local/services/dynamodb/service.ts";
import type { AwsRequest } from "../../../local/types.ts";

/** One request to DynamoDB, as it was seen from in front of it. */
export interface MeteredRequest {
  readonly operation: string;
  /** Empty for what names several. */
  readonly table: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** Units of capacity, read or write by the operation. */
  readonly capacityUnits: number;
}

/** A DynamoDB endpoint that writes down what it is asked. */
export interface DynamoMeter {
  readonly url: string;
  /** What was asked since the last call. */
  take(): MeteredRequest[];
  /** From now on every answer comes so much later, ms: requests that were sent together are then under way together. */
  delayAnswers(byMs: number): void;
  close(): Promise<void>;
}

const consumed = z.object({ CapacityUnits: z.number() });
const answer = z.object({ ConsumedCapacity: z.union([consumed, z.array(consumed)]).optional() });

/**
 * Stands in front of the local DynamoDB, behind neither signature nor IAM: everything between a request's last byte and
 * its answer counts as the database's time. Asks it for the capacity that each request consumes.
 */
export async function startDynamoMeter(
  database: DynamoDbService,
  principal: AwsRequest["principal"],
): Promise<DynamoMeter> {
  let requests: MeteredRequest[] = [];
  let delayMs = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const startedMs = performance.now();
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const json = { ...z.looseObject({}).parse(JSON.parse(body.toString())), ReturnConsumedCapacity: "TOTAL" };
    const result = await database.handle({
      service: "dynamodb",
      operation,
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: request.headers,
      body: Buffer.from(JSON.stringify(json)),
      json,
      principal,
    });
    if (delayMs > 0) await pause(delayMs);
    const text = Buffer.isBuffer(result.body) ? result.body.toString() : String(result.body);
    response.writeHead(result.status, result.headers).end(text);
    const endedMs = performance.now();
    const table = "TableName" in json ? String(json.TableName) : "";
    requests.push({ operation, table, startedMs, endedMs, capacityUnits: capacityOf(text) });
  };

  const server = await listen(0, "the DynamoDB meter");
  server.serve((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    take() {
      const taken = requests;
      requests = [];
      return taken;
    },
    delayAnswers(byMs) {
      delayMs = byMs;
    },
    close: server.close,
  };
}

function capacityOf(text: string): number {
  const { ConsumedCapacity = [] } = answer.parse(JSON.parse(text));
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

/** How many requests there were one after the other, at least: those that were under way together are one. */
export function sequentialRounds(requests: readonly MeteredRequest[]): number {
  let rounds = 0;
  let untilMs = Number.NEGATIVE_INFINITY;
  for (const { startedMs, endedMs } of requests.toSorted((a, b) => a.endedMs - b.endedMs)) {
    if (startedMs < untilMs) continue;
    rounds += 1;
    untilMs = endedMs;
  }
  return rounds;
}

/** How long at least one request was under way, in ms: requests at the same time count once. */
export function busyMs(requests: readonly MeteredRequest[]): number {
  let total = 0;
  let untilMs = 0;
  for (const { startedMs, endedMs } of requests.toSorted((a, b) => a.startedMs - b.startedMs)) {
    total += Math.max(0, endedMs - Math.max(startedMs, untilMs));
    untilMs = Math.max(untilMs, endedMs);
  }
  return total;
}
