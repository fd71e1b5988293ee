import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, it } from "vitest";
import type { Resolve } from "../../../../core/adapters/ingest/guarded-request.ts";
import { parseAllowList } from "../../../../core/adapters/ingest/public-addresses.ts";
import { checkDestination } from "../../../../core/adapters/webhooks/check-destination.ts";
import { postWebhook } from "../../../../core/adapters/webhooks/post-webhook.ts";
import { signWebhook } from "../../../../core/adapters/webhooks/sign-webhook.ts";
import { derivedSecrets } from "../../../../core/adapters/webhooks/webhook-secrets.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Listener = (...exchange: Parameters<RequestListener>) => void | Promise<void>;

async function serve(listener: Listener): Promise<number> {
  const server = createServer((...exchange) => void listener(...exchange)).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

const local = parseAllowList("127.0.0.1");
const nothing = parseAllowList("");
const message = { headers: { "webhook-id": "msg_1" }, body: '{"name":"한국어"}' };

describe("postWebhook", () => {
  it("posts what a Standard Webhooks verifier takes, whichever live secret it has", async () => {
    const secrets = derivedSecrets(async () => "a root of at least thirty-two characters");
    const live = await Promise.all([secrets("user_1", 2), secrets("user_1", 1)]);
    const headers = signWebhook({
      messageId: "msg_1",
      atEpochMs: Date.now(),
      body: message.body,
      secrets: live,
    });
    const verified: unknown[] = [];
    const port = await serve(async (request, response) => {
      const body = await bodyOf(request);
      const received = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      for (const secret of live) verified.push(new Webhook(secret).verify(body, received));
      expect(() => new Webhook(`whsec_${btoa("another secret")}`).verify(body, received)).toThrow(
        "No matching",
      );
      response.writeHead(204).end();
    });
    const outcome = await postWebhook({ allowList: local })(`http://127.0.0.1:${port}/`, {
      ...message,
      headers,
    });
    expect(outcome).toEqual({ status: 204 });
    expect(verified).toEqual([{ name: "한국어" }, { name: "한국어" }]);
  });

  it("sends JSON with its length in bytes, by POST", async () => {
    const port = await serve(async (request, response) => {
      expect(request.method).toBe("POST");
      expect(request.headers).toMatchObject({
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(message.body)),
        "webhook-id": "msg_1",
      });
      response.end(await bodyOf(request));
    });
    expect(await postWebhook({ allowList: local })(`http://127.0.0.1:${port}/hook?a=1`, message)).toEqual({
      status: 200,
    });
  });

  it("follows no redirect, to a private address or anywhere", async () => {
    const asked: (string | undefined)[] = [];
    const port = await serve((request, response) => {
      asked.push(request.url);
      const location = request.url === "/near" ? "/elsewhere" : "http://169.254.169.254/latest/meta-data";
      response.writeHead(307, { location }).end();
    });
    const post = postWebhook({ allowList: local });
    expect(await post(`http://127.0.0.1:${port}/near`, message)).toEqual({ status: 307 });
    expect(await post(`http://127.0.0.1:${port}/far`, message)).toEqual({ status: 307 });
    expect(asked).toEqual(["/near", "/far"]);
  });

  it("touches no private address, however it is written", async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    const post = postWebhook({ allowList: nothing });
    for (const host of ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"]) {
      expect(await post(`http://${host}:${port}/`, message)).toEqual({
        error: expect.stringContaining("is not on the public internet"),
      });
    }
    expect(calls).toBe(0);
  });

  it("asks DNS anew at each attempt, and sends nothing once a name has turned private", async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    const asked: string[] = [];
    // Public first (here: a name that is allowed to lead to this machine), private from then on.
    const resolve: Resolve = async (host) => {
      asked.push(host);
      return [{ address: "127.0.0.1", family: 4 }];
    };
    const url = `http://hooks.example:${port}/`;
    const before = postWebhook({ allowList: parseAllowList("hooks.example"), resolve });
    expect(await before(url, message)).toEqual({ status: 200 });
    const after = postWebhook({ allowList: nothing, resolve });
    expect(await after(url, message)).toEqual({ error: "hooks.example is not on the public internet." });
    expect(asked).toEqual(["hooks.example", "hooks.example"]);
    expect(calls).toBe(1);
  });

  it("connects to the address that it checked, though the name turns private in between", async () => {
    const answers = ["192.0.2.1", "127.0.0.1"];
    let questions = 0;
    const resolve: Resolve = async () => {
      const address = answers[questions] ?? "127.0.0.1";
      questions += 1;
      return [{ address, family: 4 }];
    };
    let calls = 0;
    const port = await serve((_, response) => {
      calls += 1;
      response.end();
    });
    // 192.0.2.1 is nobody's: what a second question would have answered is not connected to.
    const post = postWebhook({ allowList: parseAllowList("hooks.example"), resolve, timeoutMs: 200 });
    expect(await post(`http://hooks.example:${port}/`, message)).toEqual({ error: expect.any(String) });
    expect(questions).toBe(1);
    expect(calls).toBe(0);
  });

  it("gives up on an endpoint that is too slow, or whose name is", async () => {
    const port = await serve(() => undefined);
    const late = { error: "There was no answer within 0.1 seconds." };
    const post = postWebhook({ allowList: local, timeoutMs: 100 });
    expect(await post(`http://127.0.0.1:${port}/`, message)).toEqual(late);
    const resolve: Resolve = () => new Promise(() => undefined);
    const lost = postWebhook({ allowList: local, timeoutMs: 100, resolve });
    expect(await lost("http://hooks.example/", message)).toEqual(late);
  });

  it("takes the status for the answer when the body never ends, or is endless", async () => {
    const port = await serve((request, response) => {
      response.writeHead(200);
      response.write(request.url === "/endless" ? "x".repeat(200_000) : "x");
    });
    const post = postWebhook({ allowList: local, timeoutMs: 200 });
    expect(await post(`http://127.0.0.1:${port}/endless`, message)).toEqual({ status: 200 });
    expect(await post(`http://127.0.0.1:${port}/hanging`, message)).toEqual({ status: 200 });
  });

  it("says that nobody is there", async () => {
    const port = await serve((_, response) => void response.end());
    servers.splice(0).forEach((server) => void server.close());
    const outcome = await postWebhook({ allowList: local })(`http://127.0.0.1:${port}/`, message);
    expect(outcome).toEqual({ error: `127.0.0.1:${port} could not be reached.` });
  });
});

describe("checkDestination", () => {
  const check = checkDestination(parseAllowList("127.0.0.1:9000"));

  it.each([
    "https://hooks.example.com/a",
    "http://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "http://127.0.0.1:9000/",
  ])("takes %s", (url) => expect(check(url)).toBeUndefined());

  it.each([
    "http://127.0.0.1/",
    "http://127.0.0.1:9001/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://localhost:9000/",
    "https://a.localhost/",
    "http://localhost./",
    "http://[::1]/",
    "http://169.254.169.254/latest/",
    "http://10.0.0.8/",
  ])("refuses %s", (url) => expect(check(url)).toContain("is not on the public internet"));
});
