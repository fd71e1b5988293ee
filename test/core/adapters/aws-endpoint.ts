import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";

/** What a test sees of one AWS call (the JSON protocols). */
export interface AwsCall {
  /** `StartExecution`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
}

/** Answers a call: an object is the output, `{ __type, message }` an error. */
export type Respond = (call: AwsCall) => Record<string, unknown>;

/** An endpoint that records calls of real SDK clients and answers what the test says, as the service would. */
export async function awsEndpoint(respond: Respond) {
  const calls: AwsCall[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const target = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const call = { operation: target, input: JSON.parse(body || "{}"), headers: request.headers };
      calls.push(call);
      const output = respond(call);
      response.writeHead("__type" in output ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify(output));
    })();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    calls,
    config: {
      endpoint: `http://127.0.0.1:${address.port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
