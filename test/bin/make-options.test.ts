import { describe, expect, it } from "vitest";
import { parseMakeOptions, slugOf } from "../../bin/commands/make-options.ts";
import { UsageError } from "../../bin/terminal/user-error.ts";

describe("npm run make: options", () => {
  it("takes a topic and has defaults for the rest", () => {
    expect(parseMakeOptions(["Explain rain"])).toMatchObject({
      topic: "Explain rain",
      locale: "en",
      width: 1920,
      height: 1080,
      scenes: undefined,
    });
  });

  it("narrates a Korean topic in Korean unless told otherwise", () => {
    expect(parseMakeOptions(["무지개가 생기는 이유"]).locale).toBe("ko");
    expect(parseMakeOptions(["무지개가 생기는 이유", "--locale", "en"]).locale).toBe("en");
  });

  it.each([
    ["16:9", "720p", 1280, 720],
    ["9:16", "1080p", 1080, 1920],
    ["1:1", "720p", 720, 720],
  ])("%s at %s is %i×%i", (aspect, resolution, width, height) => {
    expect(parseMakeOptions(["x", "--aspect", aspect, "--resolution", resolution])).toMatchObject({
      width,
      height,
    });
  });

  it.each([
    [["--locale", "fr", "x"], "--locale"],
    [["--aspect", "4:3", "x"], "--aspect"],
    [["--resolution", "4k", "x"], "--resolution"],
    [["--scenes", "0", "x"], "--scenes"],
    [["--scenes", "101", "x"], "--scenes"],
    [["--scenes", "four", "x"], "--scenes"],
    [["--speed", "x"], "--speed"],
    [[], "about"],
    [["   "], "about"],
    [["x".repeat(8001)], "8001"],
  ])("refuses %j in one line that names it", (args, named) => {
    const parse = () => parseMakeOptions(args);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(named);
  });

  it.each([
    ["Explain how a solar eclipse happens in 4 scenes", "how-a-solar-eclipse-happens"],
    ["Explica cómo funciona un volcán en 3 escenas", "explica-como-funciona-un-volcan"],
    ["???", "film"],
  ])("names the file of %j %j", (topic, slug) => {
    expect(slugOf(topic)).toBe(slug);
  });

  it("names the file of a Korean topic in letters that every file system takes", () => {
    expect(slugOf("무지개가 생기는 이유를 3개 장면으로 설명해줘")).toMatch(/^[a-z0-9-]+$/);
  });
});
