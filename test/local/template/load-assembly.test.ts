import { afterEach, describe, expect, it } from "vitest";
import { resolveDynamicReferences } from "../../../local/template/dynamic-references.ts";
import { loadAssembly } from "../../../local/template/load-assembly.ts";
import type { Assembly } from "../../../local/types.ts";
import { removeFolder, writeAssembly } from "../fixtures/assembly-folder.ts";

const addresses = {
  endpoint: "http://127.0.0.1:4566",
  apiHost: "127.0.0.1:8090",
  mediaHost: "127.0.0.1:8091",
};
const folders: string[] = [];

function load(
  stacks: Record<string, unknown>,
  parameters: Record<string, string> = {},
  laptopParameters: Record<string, string> = {},
): Assembly {
  const directory = writeAssembly(stacks, [{ hash: "abc", files: { "index.mjs": "" } }]);
  folders.push(directory);
  return loadAssembly({ directory, addresses, parameters, laptopParameters });
}

afterEach(() => {
  for (const folder of folders.splice(0)) removeFolder(folder);
});

const bucket = { Type: "AWS::S3::Bucket" };
const queue = { Type: "AWS::SQS::Queue" };

describe("a loaded assembly", () => {
  it("knows every resource by ref, ARN and attributes", () => {
    const { get } = load({
      Films: {
        Resources: {
          Data: bucket,
          Jobs: { ...queue, Properties: { QueueName: "jobs" } },
          Worker: { Type: "AWS::Lambda::Function", Properties: { Code: { S3Key: "abc.zip" } } },
          WorkerUrl: {
            Type: "AWS::Lambda::Url",
            Properties: { TargetFunctionArn: { "Fn::GetAtt": ["Worker", "Arn"] }, AuthType: "NONE" },
          },
          Machine: { Type: "AWS::StepFunctions::StateMachine", Properties: { StateMachineName: "scene" } },
        },
      },
    });
    expect(get("Data")).toMatchObject({ ref: "films-data", attributes: { Arn: "arn:aws:s3:::films-data" } });
    expect(get("Jobs").ref).toBe("http://127.0.0.1:4566/000000000000/jobs");
    expect(get("Worker").attributes.Arn).toBe("arn:aws:lambda:us-east-1:000000000000:function:Films-Worker");
    expect(get("WorkerUrl").properties.TargetFunctionArn).toBe(get("Worker").attributes.Arn);
    expect(get("WorkerUrl").attributes.FunctionUrl).toMatch(
      /^https:\/\/\w+\.lambda-url\.us-east-1\.on\.aws\/$/,
    );
    expect(get("Machine").ref).toBe("arn:aws:states:us-east-1:000000000000:stateMachine:scene");
  });

  it("cuts a name that is too long, the same way at every boot, and keeps two apart", () => {
    const id = "A".repeat(80);
    const template = { Films: { Resources: { [`${id}1`]: bucket, [`${id}2`]: bucket } } };
    const names = load(template).resources.map(({ ref }) => ref);
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(63);
    expect(load(template).resources.map(({ ref }) => ref)).toEqual(names);
  });

  it("leaves out what a false condition leaves out", () => {
    const template = {
      Parameters: { Size: { Type: "String", Default: "small" } },
      Conditions: { IsLarge: { "Fn::Equals": [{ Ref: "Size" }, "large"] } },
      Resources: { Always: bucket, Sometimes: { ...bucket, Condition: "IsLarge" } },
      Outputs: {
        Name: { Condition: "IsLarge", Value: { Ref: "Sometimes" } },
        Count: { Value: { "Fn::If": ["IsLarge", "2", "1"] } },
      },
    };
    expect(load({ Films: template }).resources.map(({ logicalId }) => logicalId)).toEqual(["Always"]);
    expect(load({ Films: template }).outputs).toEqual({ Count: "1" });
    expect(load({ Films: template }, { Size: "large" }).outputs).toEqual({
      Count: "2",
      Name: "films-sometimes",
    });
  });

  it("carries values from one stack to another, whichever is read first", () => {
    const { get, outputs } = load({
      Edge: {
        Resources: {
          Copy: { ...queue, Properties: { QueueName: { "Fn::ImportValue": "Data:ExportsOutputRefData" } } },
        },
      },
      Data: {
        Resources: { Data: { ...bucket, Properties: { BucketName: "data" } } },
        Outputs: {
          ExportsOutputRefData: { Value: { Ref: "Data" }, Export: { Name: "Data:ExportsOutputRefData" } },
          Bucket: { Value: { Ref: "Data" } },
        },
      },
    });
    expect(get("Copy").attributes.QueueName).toBe("data");
    expect(outputs).toEqual({ Bucket: "data" });
  });

  it("tells the API's distribution from the media host by its origins", () => {
    const distribution = (...Origins: unknown[]) => ({
      Type: "AWS::CloudFront::Distribution",
      Properties: { DistributionConfig: { Origins } },
    });
    const files = { Id: "files", S3OriginConfig: {} };
    const { get } = load({
      Films: {
        Resources: {
          Media: distribution(files),
          Api: distribution(files, { Id: "api", CustomOriginConfig: {} }),
        },
      },
    });
    expect(get("Api").attributes.DomainName).toBe("127.0.0.1:8090");
    expect(get("Media").attributes.DomainName).toBe("127.0.0.1:8091");
  });

  it("takes a laptop's parameters where a stack has them, a person's only where one does", () => {
    const template = {
      Parameters: {
        List: { Type: "CommaDelimitedList", Default: "a, b" },
        Count: { Type: "Number", MinValue: 1, Default: 1 },
      },
      Resources: { Data: { ...bucket, Properties: { Names: { Ref: "List" }, Count: { Ref: "Count" } } } },
    };
    const laptop = { NotThere: "x", Count: "3" };
    expect(load({ Films: template }, {}, laptop).get("Data").properties).toEqual({
      Names: ["a", "b"],
      Count: "3",
    });
    expect(load({ Films: template }, { Count: "4" }, laptop).get("Data").properties.Count).toBe("4");
    expect(() => load({ Films: template }, { NotThere: "x" })).toThrow("no stack has a parameter NotThere");
    expect(() => load({ Films: template }, { Count: "0" })).toThrow(/Count must be a number from 1/);
  });

  it("finds assets by their object key, and does not run the functions behind CDK's custom resources", () => {
    const { assetPath, ofType } = load({
      Films: {
        Resources: {
          Data: bucket,
          Handler: { Type: "AWS::Lambda::Function", Properties: {} },
          Deployment: {
            Type: "Custom::CDKBucketDeployment",
            Properties: {
              ServiceToken: { "Fn::GetAtt": ["Handler", "Arn"] },
              DestinationBucketName: { Ref: "Data" },
            },
          },
        },
      },
    });
    expect(assetPath("abc.zip")).toMatch(/asset\.abc$/);
    expect(() => assetPath("other.zip")).toThrow("no asset other.zip");
    expect(ofType("AWS::Lambda::Function")).toEqual([]);
    expect(ofType("Custom::CDKBucketDeployment")[0]?.properties.DestinationBucketName).toBe("films-data");
  });

  it.each([
    ["an unknown type", { Odd: { Type: "AWS::Redshift::Cluster" } }, /Films\/Odd .*AWS::Redshift::Cluster/],
    ["an unknown custom resource", { Odd: { Type: "Custom::Mine" } }, /Custom::Mine/],
    [
      "an unknown attribute",
      { A: bucket, B: { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["A", "Colour"] } } } },
      /no attribute Colour of AWS::S3::Bucket/,
    ],
    [
      "a ref to nothing",
      { A: { ...bucket, Properties: { Tags: [{ Ref: "Nobody" }] } } },
      /no resource Nobody/,
    ],
    [
      "names that need each other",
      {
        A: { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["B", "QueueName"] } } },
        B: { ...queue, Properties: { QueueName: { "Fn::GetAtt": ["A", "QueueName"] } } },
      },
      /circular: A → B → A/,
    ],
  ])("refuses %s, by name", (_case, resources, message) => {
    expect(() => load({ Films: { Resources: resources } })).toThrow(message);
  });
});

describe("dynamic references", () => {
  const values = {
    secret: (id: string, stage: string) => JSON.stringify({ current: `${id} ${stage}` }),
    parameter: (name: string) => `value of ${name}`,
  };
  const resolve = (text: string) => {
    const assembly = load({ Films: { Resources: { A: { ...bucket, Properties: { Deep: [{ text }] } } } } });
    return resolveDynamicReferences(assembly, values).get("A").properties.Deep;
  };
  const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:origin-abc123";

  it.each([
    [`{{resolve:secretsmanager:${arn}:SecretString:current::}}`, `${arn} AWSCURRENT`],
    ["{{resolve:secretsmanager:name:SecretString:current:AWSPREVIOUS}}", "name AWSPREVIOUS"],
    ["{{resolve:secretsmanager:name}}", '{"current":"name AWSCURRENT"}'],
    ["a {{resolve:ssm:/x/y}} b {{resolve:ssm:z:3}}", "a value of /x/y b value of z"],
    ["{{resolve}}", "{{resolve}}"],
  ])("replaces %s", (text, expected) => {
    expect(resolve(text)).toEqual([{ text: expected }]);
  });

  it("refuses what it cannot look up", () => {
    expect(() => resolve("{{resolve:ssm-secure:x}}")).toThrow(/ssm-secure:x/);
    expect(() => resolve("{{resolve:secretsmanager:name:SecretString:none}}")).toThrow(/no text field none/);
  });
});
