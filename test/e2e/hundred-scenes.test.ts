import { join, resolve } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { paginateGetExecutionHistory, paginateListExecutions, SFNClient } from "@aws-sdk/client-sfn";
import { paginateQuery } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ApiClient } from "../../bin/client/api-client.ts";
import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { adminOf } from "../../bin/cloud/development-account.ts";
import { synthesize } from "../../bin/cloud/synthesize.ts";
import { documentClient, type Table } from "../../core/adapters/dynamo/core-table.ts";
import { dynamoCreditStore } from "../../core/adapters/dynamo/credit-store.ts";
import { dynamoJobStore } from "../../core/adapters/dynamo/job-store.ts";
import { compositionProblems } from "../../core/compositions/validate.ts";
import { type Composition, composition, emptyComposition } from "../../core/contract/composition.ts";
import { sceneCost } from "../../core/jobs/scene-price.ts";
import { cutTimeline } from "../../core/renders/cut-timeline.ts";
import { boot, type LocalCloud } from "../../local/boot.ts";
import { DEFAULT_OPTIONS } from "../../local/config.ts";
import { filmMessage, type InstantVendors, scenePrompt, startInstantVendors } from "../instant-vendors.ts";
import { forget, newStateFolder } from "./booted-product.ts";
import { collect, named } from "./run-events.ts";

const MINUTE = 60_000;
const SCENES = 100;
const CREDITS = 1_000_000;
const EMAIL = "long@reelwright.test";
/** DynamoDB's limit on an item, and Step Functions' on a history. */
const ITEM_BYTES = 400_000;
const HISTORY_EVENTS = 25_000;

const folder = newStateFolder();
/** Scenes whose picture is refused, as long as they are in here. */
const refused = new Set([scenePrompt(7), scenePrompt(93)]);
let vendors: InstantVendors;
let cloud: LocalCloud;
let database: DynamoDBClient;

beforeAll(async () => {
  vendors = await startInstantVendors((prompt) => [...refused].some((each) => isOf(prompt, each)));
  const assemblyDir = join(resolve(import.meta.dirname, "../.."), "cdk.out");
  await synthesize(assemblyDir);
  const { parameters } = vendors;
  cloud = await boot(
    { ...DEFAULT_OPTIONS, assemblyDir, stateDir: join(folder, "cloud"), port: 0, mediaPort: 0, parameters },
    {
      log: { info: () => undefined, warn: () => undefined, debug: () => undefined },
      keys: { anthropic: "instant", fal: "instant" },
    },
  );
  database = new DynamoDBClient(operatorOf(cloud));
}, 5 * MINUTE);
afterAll(async () => {
  database?.destroy();
  await cloud?.close();
  vendors?.close();
  forget(folder);
});

/** Prompts may have a style behind them. */
const isOf = (prompt: string, scene: string): boolean => prompt === scene || prompt.startsWith(`${scene}.`);

const operatorOf = ({ awsEndpoint: endpoint, region, operator: credentials }: LocalCloud) => ({
  endpoint,
  region,
  credentials,
});

function tableOf(name: RegExp): Table {
  const names = cloud.services.context.assembly.ofType("AWS::DynamoDB::Table");
  const found = names.find(({ logicalId }) => name.test(logicalId));
  if (found === undefined) throw new Error(`the template has no table ${name}`);
  return { client: documentClient(database), name: found.ref };
}

async function client(): Promise<{ client: ApiClient; userId: string }> {
  const admin = adminOf(cloud);
  await admin.ask({ action: "template.seed" }, z.unknown());
  const { userId } = await admin.ask(
    { action: "account.create", requestId: "long", email: EMAIL, plan: "pro_plus", credits: CREDITS },
    z.object({ userId: z.string() }),
  );
  const { apiKey } = await admin.ask(
    { action: "key.create", requestId: "long", userId, name: "test" },
    z.object({ apiKey: z.string() }),
  );
  return { client: new ApiClient({ baseUrl: cloud.baseUrl, apiKey, email: EMAIL }), userId };
}

const done = z.object({
  success: z.boolean(),
  data: z.looseObject({
    messageKey: z.string(),
    composition,
    resumeJobId: z.string().optional(),
    remainingScenes: z.number(),
    totalScenes: z.number(),
  }),
});
const doneOf = (events: readonly ServerSentEvent[]) => done.parse(events.at(-1)?.data);

/** Pictures of the film in their order, and that each begins where the last one ended. */
function expectWithoutGaps(film: Composition, sceneCount: number): void {
  expect(compositionProblems(film)).toEqual([]);
  const pictures = Object.values(film.items)
    .filter(({ type }) => type === "image")
    .toSorted((a, b) => a.from - b.from);
  expect(pictures).toHaveLength(sceneCount);
  let end = 0;
  for (const { from, durationInFrames } of pictures) {
    expect(from).toBe(end);
    end = from + durationInFrames;
  }
  // Each scene can be drawn by itself, and none twice.
  expect(cutTimeline(film).length).toBeGreaterThanOrEqual(sceneCount);
}

describe(`a film of ${SCENES} scenes`, () => {
  it("is made through the whole product, resumed where it was refused, and every scene is paid once", {
    timeout: 8 * MINUTE,
  }, async () => {
    const { client: caller, userId } = await client();
    const { id: projectId } = await caller.call("POST", "/api/video-project", z.object({ id: z.number() }), {
      name: "Long",
    });
    const request = { message: filmMessage(SCENES), projectId, composition: emptyComposition() };
    const first = await collect(caller.stream("/api/agent", request));
    expect(named(first, "scene_start")).toHaveLength(SCENES);
    expect(named(first, "scene_complete")).toHaveLength(SCENES - 2);
    expect(named(first, "scene_failed")).toHaveLength(2);
    expect(named(first, "checkpoint").length).toBeGreaterThanOrEqual(1);
    const partial = doneOf(first);
    expect(partial).toMatchObject({
      success: true,
      data: { messageKey: "Agent.longVideo.done.partial", remainingScenes: 2, totalScenes: SCENES },
    });
    expectWithoutGaps(partial.data.composition, SCENES - 2);

    refused.clear();
    const asked = vendors.pictures();
    const jobId = partial.data.resumeJobId ?? "";
    const resumed = await collect(caller.stream("/api/agent/resume", { jobId }));
    expect(named(resumed, "scene_start")).toHaveLength(2);
    expect(vendors.pictures() - asked).toBe(2);
    const whole = doneOf(resumed);
    expect(whole.data).toMatchObject({ remainingScenes: 0, totalScenes: SCENES });
    expectWithoutGaps(whole.data.composition, SCENES);

    const core = tableOf(/Core/);
    const jobs = dynamoJobStore(core);
    const scenes = await jobs.listScenes(jobId);
    const credits = dynamoCreditStore(core);
    const entries = await credits.listEntries(userId);
    const captures = entries.filter(
      ({ kind, holdId }) => kind === "capture" && holdId?.startsWith(`scene:${jobId}:`),
    );
    expect(new Set(captures.map(({ holdId }) => holdId?.split(":")[2])).size).toBe(SCENES);
    expect(captures).toHaveLength(SCENES);
    const cost = scenes.reduce((sum, scene) => sum + sceneCost(scene, "en"), 0);
    expect(captures.reduce((sum, { held }) => sum - held, 0)).toBe(cost);
    expect(cost).toBeGreaterThan(0);
    const account = await credits.getAccount(userId);
    expect(account?.held).toBe(0);
    expect(await credits.listOpenHolds(userId)).toEqual([]);

    const sizes = [
      ...(await sizesIn(core, "pk", `job#${jobId}`)),
      ...(await sizesIn(core, "pk", `project#${projectId}`)),
      ...(await sizesIn(tableOf(/Events/), "runId", (await jobs.get(jobId))?.runId ?? "")),
    ];
    expect(sizes.length).toBeGreaterThan(SCENES);
    expect(Math.max(...sizes)).toBeLessThan(ITEM_BYTES);
    expect(await longestHistory()).toBeLessThan(HISTORY_EVENTS / 5);
  });
});

/** About how many bytes each item of a partition has. */
async function sizesIn({ client: documents, name }: Table, key: string, value: string): Promise<number[]> {
  const sizes: number[] = [];
  const query = {
    TableName: name,
    KeyConditionExpression: "#key = :value",
    ExpressionAttributeNames: { "#key": key },
    ExpressionAttributeValues: { ":value": value },
  };
  for await (const { Items = [] } of paginateQuery({ client: documents }, query)) {
    for (const item of Items) {
      const bytes = Object.entries(item).map(([attribute, each]) =>
        each instanceof Uint8Array ? each.length : attribute.length + (JSON.stringify(each)?.length ?? 0),
      );
      sizes.push(bytes.reduce((sum, each) => sum + each, 0));
    }
  }
  return sizes;
}

/** Events of the longest execution there was. */
async function longestHistory(): Promise<number> {
  const states = new SFNClient(operatorOf(cloud));
  let longest = 0;
  for (const { ref: stateMachineArn } of cloud.services.context.assembly.ofType(
    "AWS::StepFunctions::StateMachine",
  )) {
    for await (const { executions = [] } of paginateListExecutions({ client: states }, { stateMachineArn })) {
      for (const { executionArn } of executions) {
        let events = 0;
        const pages = paginateGetExecutionHistory({ client: states }, { executionArn, maxResults: 1000 });
        for await (const page of pages) events += page.events?.length ?? 0;
        longest = Math.max(longest, events);
      }
    }
  }
  states.destroy();
  expect(longest).toBeGreaterThan(SCENES);
  return longest;
}
