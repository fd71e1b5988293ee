import { describe, expect, it } from "vitest";
import { evaluate, isTrue, NO_VALUE, type Scope } from "../../../local/template/intrinsics.ts";

const REFS: Readonly<Record<string, unknown>> = {
  "AWS::NoValue": NO_VALUE,
  "AWS::Region": "us-east-1",
  Table: "films",
  Names: ["a", "b"],
};

const scope: Scope = {
  ref(id) {
    if (!(id in REFS)) throw new Error(`no ${id}`);
    return REFS[id];
  },
  getAtt: (id, attribute) => `${id}/${attribute}`,
  condition: (name) => name === "Yes",
  findInMap: (map, first, second) => `${map}.${first}.${second}`,
  importValue: (name) => `imported ${name}`,
  zones: ["us-east-1a", "us-east-1b"],
};

/** `Fn::Sub` without a template literal's own placeholders. */
const sub = (text: string) => text.replaceAll("<", "${").replaceAll(">", "}");

describe("intrinsic functions", () => {
  it.each<[string, unknown, unknown]>([
    ["Ref", { Ref: "Table" }, "films"],
    ["GetAtt as a list", { "Fn::GetAtt": ["Table", "Arn"] }, "Table/Arn"],
    ["GetAtt as text, with dots in the attribute", { "Fn::GetAtt": "Table.Meta.Arn" }, "Table/Meta.Arn"],
    ["Join over what it contains", { "Fn::Join": ["-", ["x", { Ref: "Table" }, 1]] }, "x-films-1"],
    ["Join over a list", { "Fn::Join": [",", { Ref: "Names" }] }, "a,b"],
    ["Sub", { "Fn::Sub": sub("<Table>:<Table.Arn>:<!Literal>") }, `films:Table/Arn:${sub("<Literal>")}`],
    [
      "Sub with names of its own",
      { "Fn::Sub": [sub("<A>/<AWS::Region>"), { A: { Ref: "Table" } }] },
      "films/us-east-1",
    ],
    ["Select of a Split", { "Fn::Select": [2, { "Fn::Split": ["/", "https://host/x"] }] }, "host"],
    ["Select with its index as text", { "Fn::Select": ["1", ["a", "b"]] }, "b"],
    ["If", { "Fn::If": ["Yes", { Ref: "Table" }, "b"] }, "films"],
    ["FindInMap over refs", { "Fn::FindInMap": ["M", { Ref: "AWS::Region" }, "k"] }, "M.us-east-1.k"],
    ["ImportValue", { "Fn::ImportValue": { "Fn::Join": ["", ["a", "b"]] } }, "imported ab"],
    ["Base64", { "Fn::Base64": "hé" }, "aMOp"],
    ["GetAZs", { "Fn::GetAZs": "" }, ["us-east-1a", "us-east-1b"]],
    ["ToJsonString", { "Fn::ToJsonString": { a: { Ref: "Table" } } }, '{"a":"films"}'],
    ["Length", { "Fn::Length": { Ref: "Names" } }, 2],
    ["nothing", { Ref: "not an intrinsic", other: [1, null, true] }, undefined],
  ])("%s", (name, value, expected) => {
    if (name === "nothing") expect(evaluate(value, scope)).toEqual(value);
    else expect(evaluate(value, scope)).toEqual(expected);
  });

  it("takes away what has no value, in records and lists", () => {
    const none = { Ref: "AWS::NoValue" };
    const value = { kept: 1, gone: none, list: ["a", none, { "Fn::If": ["No", "b", none] }] };
    expect(evaluate(value, scope)).toEqual({ kept: 1, list: ["a"] });
  });

  it("decides conditions", () => {
    const yes = { "Fn::Equals": [{ Ref: "Table" }, "films"] };
    const no = { "Fn::Equals": ["a", "b"] };
    expect(isTrue({ "Fn::And": [yes, { Condition: "Yes" }] }, scope)).toBe(true);
    expect(isTrue({ "Fn::And": [yes, no] }, scope)).toBe(false);
    expect(isTrue({ "Fn::Or": [no, { "Fn::Not": [no] }] }, scope)).toBe(true);
    expect(() => isTrue("perhaps", scope)).toThrow(/true or false/);
  });

  it("leaves the condition of an IAM statement and dynamic references as they are", () => {
    const statement = { Condition: { StringEquals: { "s3:prefix": "x" } } };
    expect(evaluate(statement, scope)).toEqual(statement);
    expect(evaluate("{{resolve:ssm:/a}}", scope)).toBe("{{resolve:ssm:/a}}");
  });

  it.each([
    [{ "Fn::Transform": {} }, /Fn::Transform/],
    [{ "Fn::Select": [5, ["a"]] }, /no entry 5/],
    [{ "Fn::Join": ["", "text"] }, /Fn::Join needs a list/],
    [{ "Fn::Join": ["", [{ a: 1 }]] }, /Fn::Join needs text/],
    [{ Ref: "Nobody" }, /no Nobody/],
  ])("refuses %j", (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });
});
