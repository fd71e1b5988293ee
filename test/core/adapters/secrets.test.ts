import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, describe, expect, it } from "vitest";
import { ssmMediaHost } from "../../../core/adapters/secrets/media-host.ts";
import { secretReader } from "../../../core/adapters/secrets/secret-reader.ts";
import { ProviderError } from "../../../core/contract/errors.ts";
import { testClock } from "../../suites/in-memory/clock.ts";
import { awsEndpoint } from "./aws-endpoint.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:1:secret:reelwright/fal-api-key-AbCdEf";
let endpoint: Awaited<ReturnType<typeof awsEndpoint>>;
afterEach(() => endpoint.close());

describe("the secret reader", () => {
  const readerOf = async (clock: ReturnType<typeof testClock>, value: () => string | undefined) => {
    endpoint = await awsEndpoint(() => ({ SecretString: value() }));
    return secretReader(clock, new SecretsManagerClient(endpoint.config));
  };

  it("reads a secret once a minute, and notices a rotation after that", async () => {
    const clock = testClock();
    let value = "one";
    const read = await readerOf(clock, () => value);
    expect(await Promise.all([read(ARN), read(ARN)])).toEqual(["one", "one"]);
    value = "two";
    clock.advance(59_000);
    expect(await read(ARN)).toBe("one");
    clock.advance(2000);
    expect(await read(ARN)).toBe("two");
    expect(endpoint.calls).toHaveLength(2);
  });

  it.each(["unset", "", undefined])(
    "says by name which secret is not set (%j), and looks again",
    async (value) => {
      let current = value;
      const read = await readerOf(testClock(), () => current);
      await expect(read(ARN)).rejects.toThrow(ProviderError);
      await expect(read(ARN)).rejects.toThrow("reelwright/fal-api-key is not set");
      current = "key";
      expect(await read(ARN)).toBe("key");
    },
  );
});

describe("the media host", () => {
  const hostOf = async (clock: ReturnType<typeof testClock>, value: () => string) => {
    endpoint = await awsEndpoint(() => ({ Parameter: { Value: value() } }));
    return ssmMediaHost("/reelwright/media-base-url", clock, endpoint.config);
  };

  it("gives its base URL without a slash at the end, remembered for five minutes", async () => {
    const clock = testClock();
    const host = await hostOf(clock, () => "https://media.example.com/");
    expect(await host.baseUrl()).toBe("https://media.example.com");
    clock.advance(299_000);
    await host.baseUrl();
    expect(endpoint.calls).toHaveLength(1);
    clock.advance(2000);
    await host.baseUrl();
    expect(endpoint.calls).toHaveLength(2);
  });

  it("fails clearly while the parameter has no URL, and does not remember that", async () => {
    let value = "pending";
    const host = await hostOf(testClock(), () => value);
    await expect(host.baseUrl()).rejects.toThrow("/reelwright/media-base-url");
    value = "https://media.example.com";
    expect(await host.baseUrl()).toBe("https://media.example.com");
  });
});
