import { DescribeVoicesCommand, ListLexiconsCommand } from "@aws-sdk/client-polly";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Fault } from "../../../../local/types.ts";
import { loudness, openPolly } from "./speaking-polly.ts";

let polly: Awaited<ReturnType<typeof openPolly>>;
beforeAll(async () => {
  polly = await openPolly();
});
afterAll(() => polly.gateway.close());

describe("the Polly service", () => {
  it("lists its voices by language and engine", async () => {
    const { Voices = [] } = await polly.client.send(new DescribeVoicesCommand({ LanguageCode: "ko-KR" }));
    expect(Voices.map(({ Id, Gender }) => `${Id} ${Gender}`)).toEqual(["Seoyeon Female", "Jihye Female"]);
    const standard = await polly.client.send(
      new DescribeVoicesCommand({ Engine: "standard", LanguageCode: "en-US" }),
    );
    expect(standard.Voices?.map(({ Id }) => Id)).not.toContain("Ruth");
  });

  it("asks for the permission of each operation", async () => {
    polly.gateway.takeGrants();
    await polly.client.send(new DescribeVoicesCommand({}));
    await polly.speak({});
    expect(polly.gateway.takeGrants()).toEqual([
      { action: "polly:DescribeVoices", resource: "*" },
      { action: "polly:SynthesizeSpeech", resource: "*" },
    ]);
  });

  it("refuses operations that it does not have", async () => {
    await expect(polly.client.send(new ListLexiconsCommand({}))).rejects.toMatchObject({
      name: "UnknownOperationException",
    });
  });

  it("keeps speaking when several ask at once", async () => {
    const texts = ["First text.", "Second text.", "Third text.", "First text."];
    const sounds = await Promise.all(texts.map((Text) => polly.pcm({ Text })));
    for (const sound of sounds) expect(loudness(sound)).toBeGreaterThan(0.03);
    expect(sounds[3]).toEqual(sounds[0]);
    expect(sounds[1]).not.toEqual(sounds[0]);
  });
});

describe("faults of Polly", () => {
  const order = (fault: Omit<Fault, "target">) =>
    polly.gateway.context.faults.add({ target: "vendor:polly", ...fault });

  it("fails once, with the error it was told", async () => {
    order({ kind: "fail" });
    await expect(polly.speak({})).rejects.toMatchObject({
      name: "ServiceFailureException",
      $metadata: { httpStatusCode: 500 },
    });
    await expect(polly.speak({})).resolves.toBeDefined();
  });

  it("is overloaded only for the text it was told", async () => {
    order({ kind: "overload", matching: "busy" });
    await expect(polly.speak({ Text: "quiet" })).resolves.toBeDefined();
    await expect(polly.speak({ Text: "busy" })).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  it("answers nonsense", async () => {
    order({ kind: "garbage" });
    const { bytes } = await polly.speak({});
    expect(bytes.toString()).toContain("<html>");
  });

  it("stalls until emulated time has passed", async () => {
    order({ kind: "stall", delayMs: 3_600_000 });
    let isDone = false;
    const speech = polly.speak({ Text: "At last." }).then((answer) => {
      isDone = true;
      return answer;
    });
    await polly.speak({ Text: "Meanwhile." });
    expect(isDone).toBe(false);
    polly.gateway.context.clock.advance(3_600_000);
    expect((await speech).bytes.length).toBeGreaterThan(1000);
  });
});
