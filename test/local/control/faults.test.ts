import { describe, expect, it } from "vitest";
import { createFaults } from "../../../local/control/faults.ts";

describe("ordered faults", () => {
  it("meet events of their kind whose name contains theirs, as often as ordered", () => {
    const faults = createFaults();
    faults.add({ target: "function:Scene", kind: "fail", times: 2 });
    expect(faults.take("function:Other")).toBeUndefined();
    expect(faults.take("queue:Scene")).toBeUndefined();
    expect(faults.take("function:FilmsSceneWorker1A")).toMatchObject({ kind: "fail" });
    expect(faults.take("function:FilmsSceneWorker1A")).toMatchObject({ kind: "fail" });
    expect(faults.take("function:FilmsSceneWorker1A")).toBeUndefined();
  });

  it("let the first events through when told to", () => {
    const faults = createFaults();
    faults.add({ target: "vendor:fal", kind: "stall", after: 2 });
    expect([1, 2, 3, 4].map(() => faults.take("vendor:fal")?.kind)).toEqual([
      undefined,
      undefined,
      "stall",
      undefined,
    ]);
  });

  it("meet only bodies with their text, and leave the others uncounted", () => {
    const faults = createFaults();
    faults.add({ target: "vendor:fal", kind: "garbage", matching: "moon", after: 1 });
    expect(faults.take("vendor:fal", "a sun")).toBeUndefined();
    expect(faults.take("vendor:fal")).toBeUndefined();
    expect(faults.take("vendor:fal", "a moon")).toBeUndefined();
    expect(faults.take("vendor:fal", "a moon")).toMatchObject({ kind: "garbage" });
  });

  it("can be listed with what is left of them, and forgotten", () => {
    const faults = createFaults();
    faults.add({ target: "queue:q", kind: "duplicate", times: 3 });
    faults.take("queue:q");
    expect(faults.list()).toEqual([{ target: "queue:q", kind: "duplicate", times: 2, after: 0 }]);
    faults.clear();
    expect(faults.take("queue:q")).toBeUndefined();
  });

  it("are forgotten by their text, without the others", () => {
    const faults = createFaults();
    faults.add({ target: "queue:q", kind: "fail", matching: "moon 1" });
    faults.add({ target: "queue:q", kind: "delay", matching: "moon 2" });
    faults.add({ target: "queue:q", kind: "duplicate" });
    faults.clear("moon 1");
    expect(faults.list().map(({ kind }) => kind)).toEqual(["delay", "duplicate"]);
  });

  it("kill an invocation at the call they name, and never one that is forgotten", () => {
    const faults = createFaults();
    const killed: string[] = [];
    faults.killAtCall("Root=1", 2, () => killed.push("first"));
    const forget = faults.killAtCall("Root=2", 1, () => killed.push("second"));
    forget();
    const calls = ["Root=1", "Root=2", undefined, "Root=1", "Root=1"];
    expect(calls.map((traceId) => faults.called(traceId))).toEqual([false, false, false, true, false]);
    expect(killed).toEqual(["first"]);
  });
});
