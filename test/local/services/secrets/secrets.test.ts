import { readFileSync } from "node:fs";
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSecret } from "../../../../local/services/secrets/generated-secret.ts";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../../fixtures/boot-small.ts";

describe("Secrets Manager", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall();
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  const client = (role?: string) => new SecretsManagerClient(cloud.client(role));
  const read = (SecretId: string, role?: string) =>
    client(role).send(new GetSecretValueCommand({ SecretId }));

  it("gives the same generated secret by ARN, by ARN without its last six characters, and by name", async () => {
    const arn = cloud.nameOf("Origin");
    const { SecretString, Name } = await read(arn);
    expect(JSON.parse(SecretString ?? "")).toEqual({
      previous: "",
      current: expect.stringMatching(/^\w{40}$/),
    });
    expect((await read(arn.slice(0, -7))).SecretString).toBe(SecretString);
    expect((await read(Name ?? "")).SecretString).toBe(SecretString);
  });

  it("gives a vendor's key from the environment, and never writes it to the disk", async () => {
    expect((await read("reelwright/anthropic-api-key")).SecretString).toBe("real-key");
    expect(readFileSync(`${cloud.stateDir}/secrets.json`, "utf8")).not.toContain("real-key");
  });

  it("keeps the value before the last, and takes a repeated put for one", async () => {
    const SecretId = cloud.nameOf("Origin");
    const before = (await read(SecretId)).SecretString;
    const put = {
      SecretId,
      SecretString: "second",
      ClientRequestToken: "00000000-0000-0000-0000-000000000001",
    };
    await client().send(new PutSecretValueCommand(put));
    await client().send(new PutSecretValueCommand(put));
    expect((await read(SecretId)).SecretString).toBe("second");
    const previous = new GetSecretValueCommand({ SecretId, VersionStage: "AWSPREVIOUS" });
    expect((await client().send(previous)).SecretString).toBe(before);
    await expect(
      client().send(new PutSecretValueCommand({ ...put, SecretString: "other" })),
    ).rejects.toMatchObject({ name: "ResourceExistsException" });
    const { VersionIdsToStages } = await client().send(new DescribeSecretCommand({ SecretId }));
    expect(
      Object.values(VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(["AWSCURRENT", "AWSPREVIOUS"]);
  });

  it("is read by the role that was granted it and by no other", async () => {
    const arn = cloud.nameOf("Origin");
    await expect(read(arn, "WriterRole")).resolves.toBeDefined();
    await expect(read(arn, "ReaderRole")).rejects.toMatchObject({ name: "AccessDeniedException" });
    await expect(read("reelwright/anthropic-api-key", "WriterRole")).rejects.toMatchObject({
      name: "AccessDeniedException",
    });
    await expect(read("no-such-secret")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("a generated secret", () => {
  it("has every kind of character that is not excluded, and none that is", () => {
    for (let round = 0; round < 50; round += 1) {
      const secret = generateSecret({ PasswordLength: 8, ExcludeCharacters: '"\\/@', IncludeSpace: true });
      expect(secret).toHaveLength(8);
      for (const kind of [/[a-z]/, /[A-Z]/, /\d/, / /, /[^a-zA-Z0-9 ]/]) expect(secret).toMatch(kind);
      expect(secret).not.toMatch(/["\\/@]/);
    }
  });

  it("cannot be made of nothing", () => {
    const nothing = {
      ExcludeLowercase: true,
      ExcludeUppercase: true,
      ExcludeNumbers: true,
      ExcludePunctuation: true,
    };
    expect(() => generateSecret(nothing)).toThrow(/excludes every character/);
  });
});
