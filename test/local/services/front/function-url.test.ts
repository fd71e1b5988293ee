import http from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../lambda/test-cloud.ts";
import {
  apiDistribution,
  functionUrl,
  requestAs,
  startTestFront,
  type TestFront,
  urlHostOf,
} from "./test-front.ts";

const streaming = (body: string) => ({
  code: `import { writeFileSync, existsSync } from "node:fs";
    const until = async (file) => { while (!existsSync(file)) await new Promise((r) => setTimeout(r, 5)); };
    const open = (stream, head) => awslambda.HttpResponseStream.from(stream, head);
    export const handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`,
});

const functions = {
  // Sends its second event only when told to: whoever reads the first one before that was not buffered.
  sse: streaming(`
    const { gate } = event.queryStringParameters;
    stream = open(stream, { statusCode: 200, headers: { "content-type": "text/event-stream", "x-run-id": "r1" }, cookies: ["a=1"] });
    stream.write("id: 1\\nevent: tool_start\\ndata: {}\\n\\n");
    await until(gate);
    stream.write("id: 2\\nevent: done\\ndata: {}\\n\\n");
    stream.end();`),
  breaks: streaming(`
    stream = open(stream, { statusCode: 200 });
    stream.write("partial");
    await new Promise((r) => setTimeout(r, 50));
    throw new Error("broke in the middle");`),
  early: streaming(`throw new Error("broke before the first byte");`),
  refuses: streaming(`
    stream = open(stream, { statusCode: 402, headers: { "content-type": "application/json" } });
    stream.write(JSON.stringify({ success: false })); stream.end();`),
  raw: streaming(`stream.setContentType("text/csv"); stream.write("a,b"); stream.end();`),
  onlyEnds: streaming(`stream = open(stream, { statusCode: 418 }); stream.end("tea");`),
  // Writes on long after its reader is gone, and leaves a mark at the end.
  persistent: streaming(`
    const { started, mark } = event.queryStringParameters;
    stream = open(stream, { statusCode: 200 });
    stream.write("x"); writeFileSync(started, "");
    for (let n = 0; n < 40; n += 1) { stream.write("x".repeat(100_000)); await new Promise((r) => setTimeout(r, 5)); }
    stream.end(); writeFileSync(mark, "done");`),
  silent: streaming(`
    stream = open(stream, { statusCode: 200 });
    stream.write("first"); await new Promise((r) => setTimeout(r, 4500)); stream.write("late"); stream.end();`),
  late: streaming(`await new Promise((r) => setTimeout(r, 1800)); stream.write("late"); stream.end();`),
  buffered: {
    code: "export const handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });",
  },
  thrower: { code: "export const handler = async () => { throw new Error('no'); };" },
  closed: { code: "export const handler = async () => 'never';" },
};

/** The rest has time, because a cold start on a busy machine counts too. */
const READ_TIMEOUT_SECONDS: Record<string, number> = { late: 1, silent: 2 };

let front: TestFront;
beforeAll(async () => {
  const urls = Object.keys(functions).filter((name) => name !== "closed");
  const streams = urls.filter((name) => name !== "buffered" && name !== "thrower");
  const origins = Object.fromEntries(
    urls.map((name) => [
      `/${name}`,
      { domainName: urlHostOf(name), readTimeoutSeconds: READ_TIMEOUT_SECONDS[name] ?? 60 },
    ]),
  );
  front = await startTestFront(functions, [
    ...urls.flatMap((name) =>
      functionUrl(name, { InvokeMode: streams.includes(name) ? "RESPONSE_STREAM" : "BUFFERED" }),
    ),
    ...functionUrl("closed").slice(0, 2),
    ...apiDistribution({ "/buffered": { domainName: urlHostOf("buffered") }, ...origins }),
  ]);
});
afterAll(() => front.close());

const file = (name: string) => `${front.cloud.folder}/${name}`;

describe("a streaming function URL behind the distribution", () => {
  it("passes each event on as it is written", async () => {
    const gate = file("gate");
    const response = await fetch(`${front.apiUrl}/sse?gate=${gate}`, { method: "POST", body: "{}" });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("x-run-id")).toBe("r1");
    expect(response.headers.getSetCookie()).toEqual(["a=1"]);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const first = await reader?.read();
    expect(first?.value).toBe("id: 1\nevent: tool_start\ndata: {}\n\n");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(gate, "");
    expect((await reader?.read())?.value).toContain("event: done");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("breaks the connection when the function fails in the middle", async () => {
    const response = await fetch(`${front.apiUrl}/breaks`, { method: "POST" });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  it("answers 502 when it fails before the first byte", async () => {
    const response = await fetch(`${front.apiUrl}/early`, { method: "POST" });
    expect([response.status, await response.text()]).toEqual([502, "Internal Server Error"]);
  });

  it("lets the function choose its status until it writes", async () => {
    const response = await fetch(`${front.apiUrl}/refuses`, { method: "POST" });
    expect([response.status, await response.json()]).toEqual([402, { success: false }]);
  });

  it("streams without a prelude as 200 of the content type that was set", async () => {
    const response = await fetch(`${front.apiUrl}/raw`);
    expect([response.status, response.headers.get("content-type"), await response.text()]).toEqual([
      200,
      "text/csv",
      "a,b",
    ]);
  });

  it("loses the prelude of a stream that is only ended, as AWS does", async () => {
    expect((await fetch(`${front.apiUrl}/onlyEnds`, { method: "POST" })).status).toBe(502);
  });

  it("lets the function run to its end when the client goes away", async () => {
    const [started, mark] = [file("started"), file("mark")];
    const request = http.get(`${front.apiUrl}/persistent?started=${started}&mark=${mark}`);
    request.on("error", () => undefined);
    const { existsSync } = await import("node:fs");
    await new Promise((resolve) => request.once("response", resolve));
    request.destroy();
    await until(() => existsSync(mark), "the function's mark");
  });

  it("answers 504 when the first byte takes longer than the origin's read timeout, and does not repeat a POST", async () => {
    const before = front.cloud.logs.filter(({ event }) => event === "lambda.invoked").length;
    const response = await fetch(`${front.apiUrl}/late`, { method: "POST" });
    expect(response.status).toBe(504);
    const invoked = () => front.cloud.logs.filter(({ event }) => event === "lambda.invoked").length - before;
    await until(() => invoked() === 1, "the one invocation");
  });

  it("repeats a GET that timed out, as CloudFront does", async () => {
    const invoked = () =>
      front.cloud.logs.filter(({ event, fields }) => event === "lambda.invoked" && fields.function === "late")
        .length;
    const before = invoked();
    const response = await fetch(`${front.apiUrl}/late`);
    expect(response.status).toBe(504);
    await until(() => invoked() - before === 3, "three invocations");
  });

  it("breaks off a stream that is silent for longer than the read timeout", async () => {
    const response = await fetch(`${front.apiUrl}/silent`, { method: "POST" });
    await expect(response.text()).rejects.toThrow("terminated");
  });
});

describe("a function URL by its own host", () => {
  it("keeps the path encoded and has no route", async () => {
    const { status, text } = await requestAs(urlHostOf("buffered"), `${front.apiUrl}/a%20b?x=1`, {
      method: "POST",
      body: "hi",
    });
    expect(status).toBe(200);
    const event = JSON.parse(text);
    expect(event).toMatchObject({
      rawPath: "/a%20b",
      rawQueryString: "x=1",
      routeKey: "$default",
      version: "2.0",
    });
    expect(event.requestContext).toMatchObject({
      accountId: "anonymous",
      stage: "$default",
      domainName: urlHostOf("buffered"),
    });
    expect(event.pathParameters).toBeUndefined();
  });

  it("answers 502 when the function fails", async () => {
    const { status, text } = await requestAs(urlHostOf("thrower"), front.apiUrl);
    expect([status, text]).toEqual([502, "Internal Server Error"]);
  });

  it("is forbidden unless both of its permissions are in the template", async () => {
    const { status, headers } = await requestAs(urlHostOf("closed"), front.apiUrl);
    expect([status, headers["x-amzn-errortype"]]).toEqual([403, "AccessDeniedException"]);
  });
});
