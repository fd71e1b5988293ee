import { describe, expect, it } from "vitest";
import { newProjectId, parseProjectId } from "../../../core/projects/project-id.ts";
import { testIds } from "../../suites/in-memory/clock.ts";

const idAt = (iso: string, random: number): number =>
  newProjectId({ clock: { now: () => Date.parse(iso) }, ids: { ...testIds(), random: () => random } });

describe("project ids", () => {
  it("sort by time, whatever the random part", () => {
    expect(idAt("2026-06-01T00:00:00.001Z", 0)).toBeGreaterThan(idAt("2026-06-01T00:00:00.000Z", 4095));
  });

  it("are safe integers until 2095", () => {
    expect(Number.isSafeInteger(idAt("2095-01-01T00:00:00Z", 4095))).toBe(true);
  });

  it("are read from paths only in the form they are written in", () => {
    expect(parseProjectId("1234")).toBe(1234);
    const nonsense = ["", "0", "-1", "1e3", "abc", "007", "1.5", " 1", "1 ", "0x10", "9".repeat(17), "９"];
    expect(nonsense.map(parseProjectId)).toEqual(nonsense.map(() => undefined));
  });
});
