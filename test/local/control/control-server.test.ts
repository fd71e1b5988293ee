import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { removeFolder } from "../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../fixtures/boot-small.ts";

describe("the control server", () => {
  let cloud: SmallCloud;
  beforeAll(async () => {
    cloud = await bootSmall();
  });
  afterAll(async () => {
    await cloud.close();
    removeFolder(cloud.stateDir);
  });

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(cloud.controlUrl + path, {
      method,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, answer };
  };

  it("moves the clock and tells the time", async () => {
    const before = cloud.clock.now();
    const { answer } = await call("POST", "/clock", { advanceMs: 90_000 });
    expect(answer).toEqual({ nowEpochMs: expect.any(Number) });
    expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(90_000);
    expect((await call("GET", "/clock")).answer).toMatchObject({ offsetMs: 90_000 });
  });

  it("lets time pass faster, and tells how fast", async () => {
    await call("POST", "/clock", { speed: 1000 });
    expect((await call("GET", "/clock")).answer).toMatchObject({ speed: 1000 });
    await call("POST", "/clock", { speed: 1 });
    expect((await call("GET", "/clock")).answer).toMatchObject({ speed: 1 });
  });

  it("takes, lists and forgets faults", async () => {
    const fault = { target: "function:Writer", kind: "delay", delayMs: 5, times: 2 };
    expect(await call("POST", "/faults", fault)).toEqual({ status: 200, answer: { fault } });
    expect((await call("GET", "/faults")).answer).toEqual({ faults: [{ ...fault, after: 0 }] });
    expect((await call("DELETE", "/faults?matching=other")).answer).toEqual({
      faults: [{ ...fault, after: 0 }],
    });
    expect((await call("DELETE", "/faults?soever=1")).status).toBe(400);
    expect((await call("DELETE", "/faults")).answer).toEqual({ faults: [] });
    expect(cloud.faults.take("function:Writer")).toBeUndefined();
  });

  it.each([
    ["/clock", { advanceMs: -5 }, /advanceMs/],
    ["/clock", { advanceMs: "1" }, /advanceMs/],
    ["/clock", {}, /advanceMs/],
    ["/clock", { speed: 0 }, /speed/],
    ["/clock", { advanceMs: 1, through: "AgentStream" }, /through/],
    ["/clock", { speed: 2, through: "function:AgentStream" }, /advanceMs/],
    ["/clock", "nonsense", /not JSON/],
    ["/faults", { target: "moon:x", kind: "fail" }, /target: must start with function:/],
    ["/faults", { target: "queue:x", kind: "explode" }, /kind/],
    ["/faults", { target: "queue:x", kind: "fail", times: 0 }, /times/],
    ["/faults", { target: "queue:x", kind: "fail", surprise: 1 }, /surprise/],
  ])("answers 400 to %s %j", async (path, body, message) => {
    const { status, answer } = await call("POST", path, body);
    expect(status).toBe(400);
    expect(answer).toEqual({ error: expect.stringMatching(message) });
    expect(cloud.faults.take("queue:x")).toBeUndefined();
  });

  it("answers 404 with what there is", async () => {
    expect(await call("GET", "/nothing")).toEqual({
      status: 404,
      answer: { error: expect.stringContaining("POST /clock") },
    });
  });

  it("shows resources, outputs and executions", async () => {
    expect((await call("GET", "/health")).answer).toEqual({ status: "ok" });
    expect((await call("GET", "/outputs")).answer).toMatchObject({ CoreTable: cloud.nameOf("Core") });
    expect((await call("GET", "/resources")).answer).toMatchObject({
      resources: expect.arrayContaining([
        expect.objectContaining({ logicalId: "Writer", ref: "Small-Writer" }),
      ]),
    });
    expect((await call("GET", "/executions")).answer).toEqual({ executions: [] });
  });
});
