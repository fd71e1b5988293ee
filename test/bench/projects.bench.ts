import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import * as z from "zod";
import { documentClient } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoProjectStore } from "../../core/adapters/dynamo/project-store.ts";
import { envVars } from "../../core/contract/env.ts";
import type { TestRequest } from "../functions/lambda-event.ts";
import { inMemoryBlobStore } from "../suites/in-memory/blob-store.ts";
import type { BenchResult } from "./bench-result.ts";
import { COLD_START_GOAL, measureColdStarts, summaryOf } from "./lambda/cold-starts.ts";
import type { MeteredRequest } from "./lambda/dynamo-meter.ts";
import { type MeasuredCloud, startMeasuredCloud } from "./lambda/measured-cloud.ts";
import { median } from "./lambda/median.ts";
import { type MeteredCall, type ProjectCalls, prepareProjectCalls } from "./lambda/project-calls.ts";
import { sampleFilm } from "./lambda/sample-film.ts";

const PATH = "/api/video-project";
const WARM_UP = 100;
const SAMPLES = 200;
const COLD_ROUNDS = 9;
const PROJECTS = 1000;
const SCENES = 8;
const OWN_GOAL_MS = 6;
const LIST_GOAL_MS = 60;

/**
 * What the Project API itself costs: the time of a call without DynamoDB's and without what an empty middy handler takes
 * in the same Lambda harness, what a call asks of DynamoDB, and how long functions take to start.
 */
export async function run(): Promise<BenchResult> {
  const measured = await startMeasuredCloud();
  try {
    const lambda = await measured.startLambda(600_000);
    const calls = await prepareProjectCalls(measured, lambda);
    const composition = sampleFilm(SCENES);
    const id = await newProject(calls, { name: "Bench", composition });
    const get = await measureCall(measured, calls, { path: `${PATH}/${id}` });
    const patch = await measureCall(measured, calls, {
      method: "PATCH",
      path: `${PATH}/${id}/composition`,
      body: { operation: "replace", data: { composition } },
    });
    await fillWithProjects(measured, calls.userId);
    const list = await measureCall(measured, calls, {
      path: PATH,
      query: { search: "ocean", pageSize: "50" },
    });
    await lambda.close();
    const cold = summaryOf([await measureColdStarts(measured, COLD_ROUNDS)]);
    const ratios = [...cold.functionsMs].map(
      ([name, ms]) => [`coldStartRatio${name}`, ms / cold.emptyMs] as const,
    );
    return {
      numbers: {
        ...numbersOf("getProject", get),
        ...numbersOf("patchComposition", patch),
        ...numbersOf(`listOf${PROJECTS}`, list),
        coldStartEmptyMs: cold.emptyMs,
        ...Object.fromEntries(ratios),
      },
      goals: [
        { number: "getProjectOwnOverEmptyMs", atMost: OWN_GOAL_MS },
        { number: "patchCompositionOwnOverEmptyMs", atMost: OWN_GOAL_MS },
        { number: `listOf${PROJECTS}TotalMs`, atMost: LIST_GOAL_MS },
        ...ratios.map(([number]) => ({ number, atMost: COLD_START_GOAL })),
      ],
      table: [
        ["p50", "total", "DynamoDB", "own", "own - empty", "requests and capacity"],
        row(`GET project (${SCENES} scenes)`, get),
        row(`PATCH composition (${SCENES} scenes)`, patch),
        row(`list of ${PROJECTS} with search`, list),
        [],
        ["cold start", "total", "× empty"],
        ["empty middy handler", ms(cold.emptyMs), "1.00"],
        ...[...cold.functionsMs].map(([name, took]) => [name, ms(took), (took / cold.emptyMs).toFixed(2)]),
      ],
    };
  } finally {
    await measured.close();
  }
}

/** Medians of one call and of the empty handler, which took turns. */
interface Measured {
  readonly totalMs: number;
  readonly ownMs: number;
  readonly emptyMs: number;
  /** What the call asks when the key is remembered. */
  readonly requests: readonly MeteredRequest[];
}

async function measureCall(
  { cloud }: MeasuredCloud,
  calls: ProjectCalls,
  request: TestRequest,
): Promise<Measured> {
  const made: MeteredCall[] = [];
  const emptyMs: number[] = [];
  for (let index = -WARM_UP; index < SAMPLES; index++) {
    const empty = await calls.callEmpty(request);
    const call = await calls.call(request);
    // A minute passes, so that no account's rate limit is met.
    if (index % 50 === 0) cloud.clock.advance(60_000);
    if (index < 0) continue;
    made.push(call);
    emptyMs.push(empty);
  }
  return {
    totalMs: median(made.map(({ totalMs }) => totalMs)),
    ownMs: median(made.map(({ ownMs }) => ownMs)),
    emptyMs: median(emptyMs),
    requests: made.at(-1)?.requests ?? [],
  };
}

const numbersOf = (name: string, { totalMs, ownMs, emptyMs, requests }: Measured) => ({
  [`${name}TotalMs`]: totalMs,
  [`${name}OwnMs`]: ownMs,
  [`${name}OwnOverEmptyMs`]: ownMs - emptyMs,
  [`${name}OwnTimesEmpty`]: ownMs / emptyMs,
  [`${name}DynamoDbRequests`]: requests.length,
  [`${name}CapacityUnits`]: capacityOf(requests),
});

const row = (name: string, { totalMs, ownMs, emptyMs, requests }: Measured): string[] => [
  name,
  ms(totalMs),
  ms(totalMs - ownMs),
  ms(ownMs),
  ms(ownMs - emptyMs),
  requests.map(({ operation, capacityUnits }) => `${operation} ${capacityUnits}`).join(", "),
];

const ms = (milliseconds: number): string => `${milliseconds.toFixed(1)} ms`;
const capacityOf = (requests: readonly MeteredRequest[]): number =>
  requests.reduce((sum, { capacityUnits }) => sum + capacityUnits, 0);

async function newProject(calls: ProjectCalls, body: Record<string, unknown>): Promise<number> {
  const { data } = await calls.call({ method: "POST", path: PATH, body });
  return z.object({ id: z.number() }).parse(data).id;
}

/** Every tenth is about the ocean; each has a composition that a list must not read. */
async function fillWithProjects({ cloud, apiFunctions }: MeasuredCloud, userId: string): Promise<void> {
  const { Environment } = apiFunctions.get("ProjectsApi")?.properties ?? {};
  const { Variables } = z.object({ Variables: z.record(z.string(), z.string()) }).parse(Environment);
  const { awsEndpoint: endpoint, region, operator: credentials } = cloud;
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const table = { client: documentClient(client), name: Variables[envVars.coreTable] ?? "" };
  const store = dynamoProjectStore(table, inMemoryBlobStore());
  const composition = sampleFilm(SCENES);
  for (let index = 0; index < PROJECTS; index++) {
    await store.create({
      projectId: index + 1,
      userId,
      name: index % 10 === 0 ? `The ocean at night, part ${index}` : `A film about number ${index}`,
      status: "draft",
      templateId: null,
      settings: { voice: "calm", pace: 1.1 },
      thumbnailUrl: `/assets/bench/${index}.jpg`,
      version: 1,
      renderPath: null,
      renderProgress: null,
      renderError: null,
      createdAtEpochMs: index,
      lastEditedAtEpochMs: index,
      composition,
    });
  }
  client.destroy();
}
