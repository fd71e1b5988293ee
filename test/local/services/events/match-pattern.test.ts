import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPattern, matchesPattern } from "../../../../local/services/events/match-pattern.ts";

const of = (matcher: unknown, value: unknown) => matchesPattern({ a: [matcher] }, { a: value });
const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));

describe("an event pattern", () => {
  it.each([
    ["exact", "x", "x", true],
    ["exact, another type", 1, "1", false],
    ["null", null, null, true],
    ["null is not absent", null, undefined, false],
    ["a list that has it", "x", ["y", "x"], true],
    ["prefix", { prefix: "vid" }, "video", true],
    ["prefix of a number", { prefix: "1" }, 12, false],
    ["prefix without case", { prefix: { "equals-ignore-case": "VID" } }, "video", true],
    ["suffix", { suffix: ".png" }, "a.png", true],
    ["suffix without case", { suffix: { "equals-ignore-case": ".PNG" } }, "a.jpg", false],
    ["equals-ignore-case", { "equals-ignore-case": "abc" }, "ABC", true],
    ["wildcard", { wildcard: "render/*/done.*" }, "render/12/done.mp4", true],
    ["wildcard, literal star", { wildcard: "a\\*b" }, "axb", false],
    ["wildcard over lines", { wildcard: "a*b" }, "a\nb", true],
    ["exists", { exists: true }, 0, true],
    ["does not exist", { exists: false }, undefined, true],
    ["anything-but", { "anything-but": ["x", "y"] }, "z", true],
    ["anything-but, absent", { "anything-but": "x" }, undefined, false],
    ["anything-but a prefix", { "anything-but": { prefix: "ren" } }, "render", false],
    ["anything-but suffixes", { "anything-but": { suffix: [".a", ".b"] } }, "x.c", true],
    ["numeric", { numeric: [">", 0, "<=", 5] }, 5, true],
    ["numeric, outside", { numeric: [">", 0, "<=", 5] }, 6, false],
    ["numeric, text", { numeric: ["=", 5] }, "5", false],
    ["cidr", { cidr: "10.0.0.0/8" }, "10.200.1.1", true],
    ["cidr, outside", { cidr: "10.0.0.0/8" }, "11.0.0.1", false],
    ["cidr, version 6", { cidr: "2001:db8::/32" }, "2001:db8:1::1", true],
    ["cidr, no address", { cidr: "10.0.0.0/8" }, "ten", false],
  ])("by %s", (_name, matcher, value, expected) => {
    expect(of(matcher, value)).toBe(expected);
  });

  it("joins fields by and, values by or, and $or by or", () => {
    const pattern = { source: ["a", "b"], detail: { n: [1], $or: [{ x: [1] }, { y: [{ exists: true }] }] } };
    expect(matchesPattern(pattern, { source: "b", detail: { n: 1, x: 1 } })).toBe(true);
    expect(matchesPattern(pattern, { source: "b", detail: { n: 1, y: null } })).toBe(true);
    expect(matchesPattern(pattern, { source: "b", detail: { n: 1, x: 2 } })).toBe(false);
    expect(matchesPattern(pattern, { source: "b", detail: { n: 2, x: 1 } })).toBe(false);
    expect(matchesPattern(pattern, { source: "b" })).toBe(false);
  });

  it("looks into each object of a list", () => {
    const pattern = { detail: { items: { id: [2] } } };
    expect(matchesPattern(pattern, { detail: { items: [{ id: 1 }, { id: 2 }] } })).toBe(true);
    expect(matchesPattern(pattern, { detail: { items: [] } })).toBe(false);
  });

  it("matches every flat event made into a pattern, and not when a field differs", () => {
    const events = fc.dictionary(fc.stringMatching(/^[a-z]+$/), scalar, { minKeys: 1 });
    fc.assert(
      fc.property(events, scalar, (event, other) => {
        const pattern = Object.fromEntries(Object.entries(event).map(([name, value]) => [name, [value]]));
        expect(matchesPattern(pattern, event)).toBe(true);
        const [name = "", value] = Object.entries(event)[0] ?? [];
        if (value !== other) expect(matchesPattern(pattern, { ...event, [name]: other })).toBe(false);
      }),
    );
  });

  it("turns a list of values around with anything-but", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), fc.string(), (values, value) => {
        expect(of({ "anything-but": values }, value)).toBe(!matchesPattern({ a: values }, { a: value }));
      }),
    );
  });

  it("compares numbers as the language does", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (low, high, value) => {
        expect(of({ numeric: [">=", low, "<", high] }, value)).toBe(value >= low && value < high);
      }),
    );
  });

  it("matches a wildcard exactly when the text between the stars is there in order", () => {
    const part = fc.stringMatching(/^[a-z]{0,3}$/);
    fc.assert(
      fc.property(part, part, part, part, (head, middle, tail, noise) => {
        expect(of({ wildcard: `${head}*${tail}` }, `${head}${noise}${middle}${tail}`)).toBe(true);
        expect(of({ wildcard: `${head}*${tail}` }, `${head}${tail}!`)).toBe(tail === "");
      }),
    );
  });

  it.each([
    [{}],
    [{ a: "x" }],
    [{ a: [{ like: "x" }] }],
    [{ a: [{ numeric: [">"] }] }],
    [{ a: [{ "anything-but": { cidr: "10.0.0.0/8" } }] }],
  ])("is refused at boot when it is none: %j", (pattern) => {
    expect(() => checkPattern(pattern)).toThrow();
  });
});
