import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holds } from "../../../../local/services/states/language/choice.ts";
import type { Json } from "../../../../local/services/states/language/definition.ts";
import { evaluate, parseExpression } from "../../../../local/services/states/language/expression.ts";
import { findPath, parsePath, placeResult } from "../../../../local/services/states/language/path.ts";
import { fillTemplate } from "../../../../local/services/states/language/payload-template.ts";
import { matchesError, StateError } from "../../../../local/services/states/language/state-error.ts";
import { RetryPolicy } from "../../../../local/services/states/run/retry-policy.ts";

const value = (expression: string, input: Json = {}) => evaluate(expression, input, {}, "test");
const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe("paths", () => {
  const input: Json = { a: { "b c": [{ d: 1 }, { d: 2 }] }, "x.y": null, n: [0, 1, 2, 3] };
  it.each([
    ["$", input],
    ["$.a['b c'][1].d", 2],
    ['$["x.y"]', null],
    ["$.n[-1]", 3],
    ["$.n[1:3]", [1, 2]],
    ["$.n[:2]", [0, 1]],
    ["$.a['b c'][*].d", [1, 2]],
    ["$.n.*", [0, 1, 2, 3]],
    ["$.a.missing", undefined],
    ["$.n[9]", undefined],
    ["$.a.missing[*]", []],
    ["$.toString", undefined],
  ])("%s", (path, expected) => {
    expect(findPath(path, input, {})).toEqual(expected);
  });

  it("looks into the context object by $$", () => {
    expect(findPath("$$.Execution.Id", {}, { Execution: { Id: "e" } })).toBe("e");
  });

  it.each(["$..a", "$.a[?(@.b)]", "a.b", "$.a[", "$.a b]", "$."])("refuses %s", (path) => {
    expect(() => parsePath(path)).toThrow(SyntaxError);
  });

  it("reads back what it placed, and leaves everything else and the input itself alone", () => {
    const name = fc.stringMatching(/^[A-Za-z]{1,6}$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, json),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        json,
        (object, names, result) => {
          const path = `$.${names.join(".")}`;
          const before = structuredClone(object);
          const [first = ""] = names;
          const isOpen = names.length === 1 || !Object.hasOwn(object, first);
          fc.pre(isOpen);
          const placed = placeResult(path, object, result);
          expect(findPath(path, placed, {})).toEqual(result);
          expect(object).toEqual(before);
          for (const other of Object.keys(object)) {
            if (other !== first) expect(findPath(`$.${other}`, placed, {})).toEqual(object[other]);
          }
        },
      ),
    );
  });

  it("replaces, discards, or fails, as the ResultPath says", () => {
    expect(placeResult(undefined, { a: 1 }, 2)).toBe(2);
    expect(placeResult(null, { a: 1 }, 2)).toEqual({ a: 1 });
    expect(placeResult("$.list[0].x", { list: [{ y: 1 }] }, 2)).toEqual({ list: [{ y: 1, x: 2 }] });
    expect(() => placeResult("$.a.b", { a: "text" }, 2)).toThrow(/ResultPathMatchFailure/);
    expect(() => placeResult("$.a", "text", 2)).toThrow(/ResultPathMatchFailure/);
  });
});

describe("intrinsic functions", () => {
  it.each([
    ["States.Array()", []],
    ["States.ArrayPartition(States.Array(1, 2, 3), 2)", [[1, 2], [3]]],
    ["States.ArrayContains($.list, $.object)", true],
    ["States.ArrayRange(1, 9, 4)", [1, 5, 9]],
    ["States.ArrayGetItem($.list, 0)", 7],
    ["States.ArrayLength($.list)", 2],
    ["States.ArrayUnique(States.Array(1, 1, 'a'))", [1, "a"]],
    ["States.Base64Encode('é')", "w6k="],
    ["States.Base64Decode('w6k=')", "é"],
    ["States.Hash('a', 'SHA-1')", "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"],
    ["States.JsonMerge($.object, $.other, false)", { k: 2, l: 3 }],
    ["States.JsonToString($.object)", '{"k":1}'],
    ["States.StringSplit('a-b.c', '-.')", ["a", "b", "c"]],
    ["States.MathAdd(1, -3)", -2],
    ["States.Format('it\\'s {}, \\{{}\\}', 1, $.object)", 'it\'s 1, {{"k":1}}'],
  ])("%s", (expression, expected) => {
    expect(value(expression, { list: [7, { k: 1 }], object: { k: 1 }, other: { k: 2, l: 3 } })).toEqual(
      expected,
    );
  });

  it("give a new UUID, and numbers in their range", () => {
    expect(value("States.UUID()")).not.toBe(value("States.UUID()"));
    for (let times = 0; times < 50; times += 1) expect([1, 2]).toContain(value("States.MathRandom(1, 3)"));
  });

  it.each([
    "States.Format('{}')",
    "States.Format('', 1)",
    "States.ArrayGetItem($.none, 0)",
    "States.StringToJson('{')",
    "States.ArrayLength(1)",
  ])("fails on %s", (expression) => {
    expect(() => value(expression)).toThrow(StateError);
  });

  it.each(["States.Nothing()", "States.Array(1", "States.Array(1,)", "States.Format('a)", "$.a b", "hello"])(
    "refuses %s",
    (expression) => {
      expect(() => parseExpression(expression)).toThrow(SyntaxError);
    },
  );

  it("keep any text through Format, and any JSON through text and back", () => {
    fc.assert(
      fc.property(fc.string(), json, (text, document) => {
        expect(value("States.Format('{}', $.text)", { text })).toBe(text);
        expect(value("States.StringToJson(States.JsonToString($.document))", { document })).toEqual(
          JSON.parse(JSON.stringify(document)),
        );
      }),
    );
  });

  it("fill templates wherever a key ends in .$, and nowhere else", () => {
    const template = { "a.$": "$.x", b: { "c.$": "$.y[0]" }, list: [{ "d.$": "$.x" }, "$.x"], e: "$.x" };
    expect(fillTemplate(template, { x: 1, y: [2] }, {})).toEqual({
      a: 1,
      b: { c: 2 },
      list: [{ d: 1 }, "$.x"],
      e: "$.x",
    });
  });
});

describe("choices", () => {
  it.each([
    [{ StringLessThan: "b" }, "a", true],
    [{ StringEquals: "1" }, 1, false],
    [{ StringMatches: "a*.\\*" }, "abc.*", true],
    [{ StringMatches: "a*.\\*" }, "abc.x", false],
    [{ NumericLessThanEquals: 3 }, 3, true],
    [{ NumericGreaterThan: 3 }, "4", false],
    [{ BooleanEquals: false }, false, true],
    [{ BooleanEquals: false }, 0, false],
    [{ TimestampGreaterThan: "2026-01-01T00:00:00Z" }, "2026-01-01T09:00:01+09:00", true],
    [{ TimestampEquals: "2026-01-01T00:00:00Z" }, "soon", false],
    [{ IsTimestamp: true }, "2026-01-01", false],
    [{ IsNull: true }, null, true],
    [{ IsNumeric: false }, "1", true],
    [{ IsPresent: true }, null, true],
  ])("%j on %j", (comparison, variable, expected) => {
    expect(holds({ Variable: "$.v", ...comparison }, { v: variable }, {})).toBe(expected);
  });
});

describe("errors", () => {
  const error = (name: string) => new StateError(name, "");
  it.each([
    [["States.ALL"], "Anything", true],
    [["States.TaskFailed"], "Lambda.Unknown", true],
    [["States.TaskFailed"], "States.Timeout", false],
    [["States.ALL"], "States.Timeout", true],
    [["States.ALL"], "States.DataLimitExceeded", false],
    [["States.DataLimitExceeded"], "States.DataLimitExceeded", true],
    [["States.Runtime", "States.ALL"], "States.Runtime", false],
    [["Mine"], "Other", false],
  ])("%j takes %s: %s", (list, name, expected) => {
    expect(matchesError(list, error(name))).toBe(expected);
  });

  it("are retried with growing, bounded waits, each retrier by its own count", () => {
    const policy = new RetryPolicy([
      { ErrorEquals: ["A"], IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 3 },
      { ErrorEquals: ["States.ALL"], MaxAttempts: 1 },
    ]);
    const waits = ["A", "B", "A", "A", "A", "B"].map((name) => policy.nextWaitMs(error(name)));
    expect(waits).toEqual([2000, 1000, 6000, 10_000, undefined, undefined]);
    expect(policy.count).toBe(4);
  });

  it("are spread by full jitter between nothing and the whole wait", () => {
    const waits = [0, 0.5, 0.999].map((random) =>
      new RetryPolicy(
        [{ ErrorEquals: ["A"], IntervalSeconds: 4, JitterStrategy: "FULL" }],
        () => random,
      ).nextWaitMs(error("A")),
    );
    expect(waits).toEqual([0, 2000, 3996]);
  });
});
