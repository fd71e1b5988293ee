import { describe, expect, it } from "vitest";
import { parseMessagesRequest } from "../../../../local/vendors/claude/wire/parse-request.ts";
import { MODEL } from "./emulator.ts";

const parse = (...schemas: object[]) => {
  const tools = schemas.map((input_schema, index) => ({ name: `tool_${index}`, strict: true, input_schema }));
  const body = { model: MODEL, max_tokens: 100, tools, messages: [{ role: "user", content: "Hi" }] };
  return parseMessagesRequest(JSON.stringify(body), "2026-10-21");
};

const object = (properties: object, more: object = {}) => ({
  type: "object",
  additionalProperties: false,
  properties,
  ...more,
});
const fields = (count: number, schema: object) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field${index}`, schema]));

describe("strict tools", () => {
  it("take what the vendor compiles: up to 24 optional fields and 16 unions of all tools together", () => {
    const union = { anyOf: [{ type: "string" }, { type: "null" }] };
    expect(() => parse(object(fields(12, { type: "string" })), object(fields(12, union)))).not.toThrow();
    const required = Object.keys(fields(16, union));
    expect(() => parse(object(fields(16, union), { required }))).not.toThrow();
  });

  it.each([
    ["an open object", [object({ inner: { type: "object", properties: {} } })], "additionalProperties"],
    ["a length", [object({ name: { type: "string", maxLength: 3 } })], "'maxLength' is not supported"],
    ["a bound", [object({ list: { type: "array", items: { type: "number", minimum: 0 } } })], "'minimum'"],
    [
      "25 optional fields",
      [object(fields(13, { type: "string" })), object(fields(12, { type: "string" }))],
      "optional",
    ],
    [
      "17 unions",
      [object(fields(17, { type: ["string", "null"] }), { required: Object.keys(fields(17, {})) })],
      "union types",
    ],
    ["21 tools", Array.from({ length: 21 }, () => object({})), "strict tools"],
  ])("refuse %s", (_, schemas, reason) => {
    expect(() => parse(...schemas)).toThrow(reason);
  });
});
