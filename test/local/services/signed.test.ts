import { Readable } from "node:stream";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeFolder, writeAssembly } from "../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../fixtures/boot-small.ts";

/*
 * S3, SQS, Step Functions and EventBridge behind the signed endpoint, as roles of a template: what the services' own
 * tests, on an endpoint that trusts everyone, cannot show.
 */

const arnOf = (id: string) => ({ "Fn::GetAtt": [id, "Arn"] });
const role = (service: string, statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
    },
    Policies: [{ PolicyName: "P", PolicyDocument: { Version: "2012-10-17", Statement: statements } }],
  },
});
const allow = (Action: string | string[], Resource: unknown) => ({ Effect: "Allow", Action, Resource });
const machine = (roleId: string, definition: unknown[]) => ({
  Type: "AWS::StepFunctions::StateMachine",
  Properties: { RoleArn: arnOf(roleId), DefinitionString: { "Fn::Join": ["", definition] } },
});
const invokeWorker = [
  '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"',
  arnOf("Worker"),
  '","Payload.$":"$"},"OutputPath":"$.Payload","End":true}}}',
];

const stack = {
  Resources: {
    Files: { Type: "AWS::S3::Bucket", Properties: {} },
    Queue: { Type: "AWS::SQS::Queue", Properties: {} },
    Closed: { Type: "AWS::SQS::Queue", Properties: {} },
    QueuePolicy: {
      Type: "AWS::SQS::QueuePolicy",
      Properties: {
        Queues: [{ Ref: "Queue" }],
        PolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              ...allow("sqs:SendMessage", arnOf("Queue")),
              Principal: { Service: "events.amazonaws.com" },
              Condition: { ArnEquals: { "aws:SourceArn": arnOf("ToQueue") } },
            },
          ],
        },
      },
    },
    WorkerRole: role("lambda.amazonaws.com", [
      allow(["s3:PutObject", "s3:GetObject"], { "Fn::Join": ["", [arnOf("Files"), "/mine/*"]] }),
      allow("events:PutEvents", arnOf("Bus")),
    ]),
    Worker: {
      Type: "AWS::Lambda::Function",
      Properties: {
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Role: arnOf("WorkerRole"),
        Code: { S3Bucket: "assets", S3Key: "code.zip" },
      },
    },
    ChildRole: role("states.amazonaws.com", [allow("lambda:InvokeFunction", arnOf("Worker"))]),
    Child: machine("ChildRole", invokeWorker),
    ParentRole: role("states.amazonaws.com", [
      allow("states:StartExecution", { Ref: "Child" }),
      allow(["states:DescribeExecution", "states:StopExecution"], "*"),
    ]),
    Parent: machine("ParentRole", [
      '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"',
      { Ref: "Child" },
      '","Input.$":"$"},"OutputPath":"$.Output","End":true}}}',
    ]),
    NobodyRole: role("states.amazonaws.com", []),
    Nobody: machine("NobodyRole", invokeWorker),
    Bus: { Type: "AWS::Events::EventBus", Properties: { Name: "bus" } },
    ToQueue: {
      Type: "AWS::Events::Rule",
      Properties: {
        EventBusName: { Ref: "Bus" },
        EventPattern: { source: ["app"] },
        Targets: [
          { Arn: arnOf("Closed"), Id: "0" },
          { Arn: arnOf("Queue"), Id: "1", InputPath: "$.detail" },
        ],
      },
    },
  },
};

const CODE = `export const handler = async (event) => {
  if (event.fail) { const error = new Error("told to"); error.name = "TransientError"; throw error; }
  return { doubled: event.n * 2 };
};`;

let cloud: SmallCloud;
let s3: S3Client;
beforeAll(async () => {
  const assemblyDir = writeAssembly({ Services: stack }, [{ hash: "code", files: { "index.mjs": CODE } }]);
  cloud = await bootSmall({ assemblyDir });
  s3 = new S3Client({ ...cloud.client("WorkerRole"), forcePathStyle: true });
});
afterAll(async () => {
  await cloud.close();
  removeFolder(cloud.stateDir);
});

async function run(name: string, input: object) {
  const sfn = new SFNClient(cloud.client());
  const command = new StartExecutionCommand({
    stateMachineArn: cloud.nameOf(name),
    input: JSON.stringify(input),
  });
  const { executionArn } = await sfn.send(command);
  for (;;) {
    const description = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (description.status !== "RUNNING") return description;
  }
}

describe("S3 as a role", () => {
  it("stores a signed stream with its trailer, and nothing outside of the grant", async () => {
    const Bucket = cloud.nameOf("Files");
    const put = (Key: string) =>
      s3.send(
        new PutObjectCommand({
          Bucket,
          Key,
          Body: Readable.from([Buffer.from("streamed")]),
          ContentLength: 8,
        }),
      );
    await put("mine/a");
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "mine/a" }));
    expect(await got.Body?.transformToString()).toBe("streamed");
    await expect(put("other/a")).rejects.toMatchObject({ name: "AccessDenied" });
    const missing = s3.send(new GetObjectCommand({ Bucket, Key: "mine/none" }));
    await expect(missing).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  });

  it("keeps bytes that say they are JSON and are not", async () => {
    const command = { Bucket: cloud.nameOf("Files"), Key: "mine/list.json", ContentType: "application/json" };
    await s3.send(new PutObjectCommand({ ...command, Body: "[1, 2" }));
    const got = await s3.send(new GetObjectCommand({ Bucket: command.Bucket, Key: command.Key }));
    expect(await got.Body?.transformToString()).toBe("[1, 2");
  });

  it("honours a presigned GET until it is tampered with or late by the moved clock", async () => {
    const Bucket = cloud.nameOf("Files");
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "mine/a" }), { expiresIn: 60 });
    expect(await (await fetch(url)).text()).toBe("streamed");
    expect((await fetch(url.replace("mine/a", "mine/b"))).status).toBe(403);
    cloud.clock.advance(61_000);
    expect((await fetch(url)).status).toBe(403);
  });

  it("takes a presigned form from its signer only, within the signer's grants", async () => {
    const Bucket = cloud.nameOf("Files");
    const post = async (Key: string, change: (fields: Record<string, string>) => void = () => undefined) => {
      const { url, fields } = await createPresignedPost(s3, {
        Bucket,
        Key,
        Conditions: [["content-length-range", 1, 5]],
      });
      change(fields);
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.set(name, value);
      form.set("file", new Blob(["12345"]));
      return (await fetch(url, { method: "POST", body: form })).status;
    };
    expect(await post("mine/form")).toBe(204);
    expect(await post("other/form")).toBe(403);
    const forge = (fields: Record<string, string>) => {
      fields["X-Amz-Signature"] = "0".repeat(64);
    };
    expect(await post("mine/form", forge)).toBe(403);
  });
});

describe("a state machine as its role", () => {
  it("runs a child that invokes a function", async () => {
    expect(await run("Parent", { n: 21 })).toMatchObject({ status: "SUCCEEDED", output: '{"doubled":42}' });
  });

  it("sees a function's error by its name, and its parent sees States.TaskFailed", async () => {
    const child = await run("Child", { fail: true });
    expect(child).toMatchObject({ status: "FAILED", error: "TransientError" });
    expect(JSON.parse(child.cause ?? "")).toMatchObject({
      errorType: "TransientError",
      errorMessage: "told to",
    });
    expect(await run("Parent", { fail: true })).toMatchObject({
      status: "FAILED",
      error: "States.TaskFailed",
    });
  });

  it("fails without the grant, as it would in AWS", async () => {
    const ended = await run("Nobody", {});
    expect(ended).toMatchObject({ status: "FAILED", error: "Lambda.AWSLambdaException" });
    expect(ended.cause).toContain("lambda:InvokeFunction");
  });
});

describe("a rule", () => {
  it("reaches the queue whose policy lets it in, and not the other", async () => {
    const bus = new EventBridgeClient(cloud.client("WorkerRole"));
    const entry = { EventBusName: "bus", Source: "app", DetailType: "T", Detail: '{"n":1}' };
    await bus.send(new PutEventsCommand({ Entries: [entry] }));
    await expect(
      bus.send(new PutEventsCommand({ Entries: [{ ...entry, EventBusName: "default" }] })),
    ).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    const sqs = new SQSClient(cloud.client());
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: cloud.nameOf("Queue"), WaitTimeSeconds: 10 }),
    );
    expect(Messages?.map((message) => message.Body)).toEqual(['{"n":1}']);
    const denied = cloud.logged.find(({ event }) => event === "events.undelivered");
    expect(denied?.fields).toMatchObject({ error: "AccessDeniedException", condition: "NotRetryable" });
  });
});
