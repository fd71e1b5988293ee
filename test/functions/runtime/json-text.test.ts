import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemOfJson } from "../../../functions/runtime/json-text.ts";

const pathOf = (json: string) => problemOfJson(json, 5)?.path;

describe("a look at a JSON text", () => {
  it.each([
    ["a key that is there twice", '{"a":{"b":1,"c":2,"b":3}}', "a.b"],
    ["a key that is there twice in two spellings", '{"a":1,"\\u0061":2}', "a"],
    ["a key that poisons objects", '{"list":[1,{"__proto__":{}}]}', "list.1.__proto__"],
    ["a key that poisons objects, escaped", '{"_\\u005fproto__":1}', "__proto__"],
    ["too much nesting", "[[[[[[]]]]]]", "0.0.0.0.0"],
    ["a number beyond all numbers", '{"n":[1,1e999]}', "n.1"],
    ["a whole number that would become another", '{"id":9007199254740993}', "id"],
    ["half of a character", '{"name":"\\ud83d"}', "name"],
  ])("finds %s", (_, json, path) => {
    expect(pathOf(json)).toBe(path);
  });

  it.each([
    ["the same key in different objects", '[{"a":{"a":1}},{"a":2}]'],
    ["brackets and quotes within texts", '{"a":"[[[[[[[{\\"a\\":\\"","b":"\\\\"}'],
    [
      "large numbers that stay what they are",
      "[9007199254740991,36060669423662650,-1e300,18446744073709551616,0.1234567890123456]",
    ],
    ["whole characters in escapes", '"\\ud83d\\ude00"'],
    ["what only a parser can refuse", '{"a:]}'],
  ])("lets %s pass", (_, json) => {
    expect(problemOfJson(json, 5)).toBeUndefined();
  });

  it("has nothing against what a serializer writes, and never throws", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), (value) => {
        const json = JSON.stringify(value);
        fc.pre(!json.includes('"__proto__":'));
        expect(problemOfJson(json, 50)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        problemOfJson(text, 50);
      }),
    );
  });

  it("reads megabytes of brackets, quotes and backslashes", () => {
    for (const unit of ["[", '"', "\\", '\\"', '"\\"', "{", '{"a":'])
      problemOfJson(unit.repeat(1_000_000), 100);
  });
});
