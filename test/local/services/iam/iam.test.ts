import { describe, expect, it } from "vitest";
import { createAuthorizer } from "../../../../local/services/iam/authorizer.ts";
import { createPrincipals } from "../../../../local/services/iam/principals.ts";
import { checkTrust } from "../../../../local/services/iam/trust.ts";
import { createAssembly } from "../../../../local/template/assembly.ts";
import type { Assembly, Principal, Resource } from "../../../../local/types.ts";

const ROLE_ARN = "arn:aws:iam::000000000000:role/worker";

function assemblyOf(resources: Partial<Resource>[]): Assembly {
  const whole = resources.map((resource, index) => ({
    logicalId: `R${index}`,
    type: "",
    ref: "",
    attributes: {},
    properties: {},
    metadata: {},
    ...resource,
  }));
  return createAssembly({ resources: whole, outputs: {}, assets: new Map() });
}

function role(properties: Record<string, unknown>): Partial<Resource> {
  return { type: "AWS::IAM::Role", ref: "worker", attributes: { Arn: ROLE_ARN }, properties };
}

const allow = (Action: string, Resource = "*", extra = {}) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource, ...extra }],
});

function principalWith(resources: Partial<Resource>[]): Principal {
  const issue = (arn: string) => ({ accessKeyId: arn, secretAccessKey: arn });
  return createPrincipals(assemblyOf(resources), issue).ofRole(ROLE_ARN);
}

describe("a role's policies", () => {
  it("are the inline ones, the attached ones, and managed ones named by either side", () => {
    const managedArn = "arn:aws:iam::000000000000:policy/mine";
    const { policies, usedBy } = principalWith([
      role({
        Policies: [{ PolicyName: "inline", PolicyDocument: allow("s3:GetObject") }],
        ManagedPolicyArns: [managedArn, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
      }),
      {
        type: "AWS::IAM::Policy",
        properties: { PolicyName: "attached", Roles: ["worker"], PolicyDocument: {} },
      },
      {
        type: "AWS::IAM::Policy",
        properties: { PolicyName: "other", Roles: ["somebody"], PolicyDocument: {} },
      },
      {
        logicalId: "Mine",
        type: "AWS::IAM::ManagedPolicy",
        ref: managedArn,
        properties: { PolicyDocument: {} },
      },
      { logicalId: "Theirs", type: "AWS::IAM::ManagedPolicy", ref: "x", properties: { Roles: ["worker"] } },
      { logicalId: "Function", type: "AWS::Lambda::Function", properties: { Role: ROLE_ARN } },
    ]);
    expect(policies.map(({ name }) => name)).toEqual([
      "inline",
      "attached",
      "Theirs",
      "Mine",
      "AWSLambdaBasicExecutionRole",
    ]);
    expect(usedBy).toBe("Function");
  });

  it("may not be an AWS managed policy that is not in the table", () => {
    const arn = "arn:aws:iam::aws:policy/AdministratorAccess";
    expect(() => principalWith([role({ ManagedPolicyArns: [arn] })])).toThrow(/AdministratorAccess/);
  });
});

describe("a decision", () => {
  const decide = (
    policy: unknown,
    action: string,
    resource: string,
    resourcePolicy?: unknown,
    context = {},
  ) =>
    createAuthorizer().may(
      principalWith([
        role({
          Policies: [{ PolicyDocument: policy }],
        }),
      ]),
      { action, resource, context },
      () => resourcePolicy,
    );
  const table = "arn:aws:dynamodb:us-east-1:000000000000:table/core";

  it("needs action and resource to match", async () => {
    const fresh = createAuthorizer();
    const principal = principalWith([
      role({ Policies: [{ PolicyDocument: allow("dynamodb:*Item", table) }] }),
    ]);
    const may = (action: string, resource: string) => fresh.may(principal, { action, resource });
    expect(await may("dynamodb:GetItem", table)).toBe(true);
    expect(await may("dynamodb:Query", table)).toBe(false);
    expect(await may("dynamodb:GetItem", `${table}2`)).toBe(false);
  });

  it("looks at conditions", async () => {
    const policy = allow("s3:ListBucket", "arn:aws:s3:::b", {
      Condition: { StringLike: { "s3:prefix": "mine/*" } },
    });
    const context = (prefix: string) => ({ "s3:prefix": prefix });
    expect(await decide(policy, "s3:ListBucket", "arn:aws:s3:::b", undefined, context("mine/x"))).toBe(true);
    expect(await decide(policy, "s3:ListBucket", "arn:aws:s3:::b", undefined, context("yours/x"))).toBe(
      false,
    );
  });

  it("says so when an action does not exist, instead of denying it", async () => {
    await expect(decide(allow("*"), "dynamodb:TransactWriteItems", table)).rejects.toThrow(/cannot decide/);
  });

  it("is made once for the same question", async () => {
    const principal = principalWith([role({})]);
    const grant = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k" };
    const fresh = createAuthorizer();
    const first = performance.now();
    await fresh.may(principal, grant);
    const second = performance.now();
    for (let time = 0; time < 100; time += 1) await fresh.may(principal, grant);
    expect((performance.now() - second) / 100).toBeLessThan(second - first);
  });
});

describe("a resource's own policy", () => {
  const bucketPolicy = (Effect: string) => ({
    Version: "2012-10-17",
    Statement: [
      { Effect, Principal: { AWS: ROLE_ARN }, Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" },
    ],
  });
  const grant = { action: "s3:GetObject", resource: "arn:aws:s3:::b/k" };

  it("can allow what no policy of the role does, and forbid what one does", async () => {
    const without = principalWith([role({})]);
    expect(await createAuthorizer().may(without, grant, () => bucketPolicy("Allow"))).toBe(true);
    const withGrant = principalWith([role({ Policies: [{ PolicyDocument: allow("s3:*") }] })]);
    expect(await createAuthorizer().may(withGrant, grant)).toBe(true);
    expect(await createAuthorizer().may(withGrant, grant, () => bucketPolicy("Deny"))).toBe(false);
  });
});

describe("trust", () => {
  const worker = { logicalId: "Worker", type: "AWS::Lambda::Function", properties: { Role: ROLE_ARN } };
  const trusting = (Service: unknown) =>
    role({ AssumeRolePolicyDocument: { Statement: [{ Effect: "Allow", Principal: { Service } }] } });

  it("is needed from a function's role to Lambda", () => {
    expect(() => checkTrust(assemblyOf([worker, trusting("lambda.amazonaws.com")]))).not.toThrow();
    expect(() => checkTrust(assemblyOf([worker, trusting(["states.amazonaws.com"])]))).toThrow(
      /does not trust lambda/,
    );
    expect(() => checkTrust(assemblyOf([worker]))).toThrow(
      /Worker runs as a role that the template does not have/,
    );
  });
});
