import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../../fixtures/boot-small.ts";

describe("authorization at the AWS endpoint", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall();
  });
  afterEach(() => cloud.faults.clear());
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  const dynamodb = (role?: string) => new DynamoDBClient(cloud.client(role));
  const s3 = (role?: string) => new S3Client({ ...cloud.client(role), forcePathStyle: true });
  const item = { pk: { S: "p" }, sk: { S: "s" } };

  it("denies what the role was not granted, and says which function, action and resource", async () => {
    const TableName = cloud.nameOf("Core");
    const denied = dynamodb("ReaderRole").send(new PutItemCommand({ TableName, Item: item }));
    await expect(denied).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: expect.stringMatching(
        new RegExp(
          `role of Reader\\) is not authorized to perform: dynamodb:PutItem on resource: .*table/${TableName}`,
        ),
      ),
    });
    expect(cloud.logged).toContainEqual({
      event: "gateway.denied",
      fields: expect.objectContaining({ service: "dynamodb", by: "Reader" }),
    });
  });

  it("lets each role do its own and nothing of the other's", async () => {
    const TableName = cloud.nameOf("Core");
    await dynamodb("WriterRole").send(new PutItemCommand({ TableName, Item: item }));
    const read = await dynamodb("ReaderRole").send(new GetItemCommand({ TableName, Key: item }));
    expect(read.Item).toEqual(item);
    const batch = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [item] } } });
    expect((await dynamodb("ReaderRole").send(batch)).Responses?.[TableName]).toEqual([item]);
    await expect(dynamodb("WriterRole").send(batch)).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(
      dynamodb("ReaderRole").send(new GetItemCommand({ TableName: cloud.nameOf("Events"), Key: item })),
    ).rejects.toMatchObject({ name: "AccessDeniedException" });
  });

  it("grants an index apart from its table", async () => {
    const query = {
      TableName: cloud.nameOf("Core"),
      ExpressionAttributeValues: { ":pk": { S: "p" } },
    };
    const onIndex = new QueryCommand({ ...query, IndexName: "gsi1", KeyConditionExpression: "gsi1pk = :pk" });
    await expect(dynamodb("ReaderRole").send(onIndex)).resolves.toMatchObject({ Count: 0 });
    const onTable = new QueryCommand({ ...query, KeyConditionExpression: "pk = :pk" });
    await expect(dynamodb("ReaderRole").send(onTable)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  it("keeps a role to its prefix, answers S3's denial as S3 does, and lets an explicit deny win", async () => {
    const Bucket = cloud.nameOf("Files");
    await s3("WriterRole").send(new PutObjectCommand({ Bucket, Key: "uploads/a", Body: "x" }));
    const elsewhere = new PutObjectCommand({ Bucket, Key: "site/a", Body: "x" });
    await expect(s3("WriterRole").send(elsewhere)).rejects.toMatchObject({ name: "AccessDenied" });
    await s3().send(new PutObjectCommand({ Bucket, Key: "private/a", Body: "x" }));
    await expect(s3("ReaderRole").send(new GetObjectCommand({ Bucket, Key: "private/a" }))).rejects.toThrow(
      /with an explicit deny/,
    );
  });

  it("follows wildcards in actions and resources", async () => {
    const get = new GetParameterCommand({ Name: "/reelwright/api-base-url" });
    const { Parameter } = await new SSMClient(cloud.client("ReaderRole")).send(get);
    expect(Parameter?.Value).toBe("http://example.test");
    await expect(new SSMClient(cloud.client("WriterRole")).send(get)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
  });

  it("authorizes a call from inside as the role, and the account itself without one", async () => {
    const { internal, assembly } = cloud.services.context;
    const role = assembly.get("ReaderRole").attributes.Arn;
    const input = { TableName: cloud.nameOf("Core"), Item: { pk: { S: "in" }, sk: { S: "1" } } };
    await expect(internal.call(role, "dynamodb", "PutItem", input)).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await expect(internal.call(undefined, "dynamodb", "PutItem", input)).resolves.toEqual({});
  });

  it("answers an invocation from inside with the function's value, or with its error as a value", async () => {
    const { internal } = cloud.services.context;
    const FunctionName = cloud.nameOf("Reader");
    const answer = await internal.call(undefined, "lambda", "Invoke", { FunctionName, Payload: { a: 1 } });
    expect(answer).toMatchObject({ StatusCode: 200, Payload: { event: { a: 1 } } });
    const broken = await internal.call(undefined, "lambda", "Invoke", { FunctionName, Payload: { get: {} } });
    expect(broken).toMatchObject({ FunctionError: "Unhandled", Payload: { errorType: expect.any(String) } });
  });

  it("refuses an operation and a service that nobody emulates", async () => {
    const { internal } = cloud.services.context;
    await expect(internal.call(undefined, "dynamodb", "ExecuteStatement", {})).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
    await expect(internal.call(undefined, "kinesis", "PutRecord", {})).rejects.toThrow(/no service kinesis/);
  });

  it("suffers the faults that were ordered for a service, once each", async () => {
    const get = new GetItemCommand({ TableName: cloud.nameOf("Core"), Key: item });
    cloud.faults.add({ target: "service:dynamodb", kind: "overload", matching: "Key" });
    await expect(dynamodb().send(get)).rejects.toMatchObject({ name: "ThrottlingException" });
    cloud.faults.add({ target: "service:dynamodb", kind: "kill" });
    await expect(dynamodb().send(get)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await expect(dynamodb().send(get)).resolves.toBeDefined();
  });

  it("performs a request whose answer is lost", async () => {
    const lost = { pk: { S: "lost" }, sk: { S: "answer" } };
    const put = new PutItemCommand({ TableName: cloud.nameOf("Core"), Item: lost });
    cloud.faults.add({ target: "service:dynamodb", kind: "lose" });
    await expect(dynamodb().send(put)).rejects.toThrow(/socket hang up|ECONNRESET/);
    const get = new GetItemCommand({ TableName: cloud.nameOf("Core"), Key: lost });
    expect((await dynamodb().send(get)).Item).toEqual(lost);
  });
});
