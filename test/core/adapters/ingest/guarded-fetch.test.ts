import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type Fetched, guardedFetch } from "../../../../core/adapters/ingest/guarded-fetch.ts";
import type { Resolve } from "../../../../core/adapters/ingest/guarded-request.ts";
import { isPublicAddress, parseAllowList } from "../../../../core/adapters/ingest/public-addresses.ts";
import { InvalidRequestError, TransientError } from "../../../../core/contract/errors.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const limits = { maxBytes: 1000, timeoutMs: 2000, maxRedirects: 3 };
const local = { allowList: parseAllowList("127.0.0.1"), limits };
const guarded = { allowList: parseAllowList(""), limits };
const toLoopback: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];
const text = (fetched: Fetched | undefined) => new TextDecoder().decode(fetched?.bytes);

describe("isPublicAddress", () => {
  it.each(["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])(
    "takes %s",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fd00::1",
    "fe80::1",
    "fe80::1%eth0",
    "ff02::1",
    "2001:db8::1",
    "::ffff:0:7f00:1",
    "::127.0.0.1",
    "64:ff9b:1::a00:1",
    "2001:0:53aa::1",
    "100::1",
    "5f00::1",
    "fec0::1",
    "fd00:ec2::254",
    "4000::1",
    "192.0.0.170",
    "192.88.99.1",
    "203.0.113.9",
    "240.0.0.1",
    "localhost",
    "",
  ])("refuses %s", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("guardedFetch", () => {
  it("fetches from a host on the allow-list", async () => {
    const port = await serve((_, response) => response.end("bytes"));
    expect(text(await guardedFetch(`http://127.0.0.1:${port}/a`, local))).toBe("bytes");
    const onlyThisPort = { allowList: parseAllowList(` 127.0.0.1:${port} ,`), limits };
    expect(text(await guardedFetch(`http://127.0.0.1:${port}/a`, onlyThisPort))).toBe("bytes");
  });

  it("touches no private address, however it is written", async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls++;
      response.end();
    });
    const hosts = [
      ...["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "017700000001"],
      ...["127.0.0.1.", "①②⑦.⓪.⓪.①", "0", "0.0.0.0", "localhost", "localhost.", "LOCALHOST"],
      ...["[::1]", "[0:0:0:0:0:0:0:1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::7f00:1]"],
      ...["[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]"],
    ];
    for (const host of hosts) {
      await expect(guardedFetch(`http://${host}:${port}/`, guarded)).rejects.toThrow(InvalidRequestError);
    }
    const otherPort = { allowList: parseAllowList("127.0.0.1:1"), limits };
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, otherPort)).rejects.toThrow(InvalidRequestError);
    expect(calls).toBe(0);
  });

  it("refuses a name when one of its addresses is private", async () => {
    const resolve: Resolve = async () => [
      { address: "93.184.216.34", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    await expect(guardedFetch("http://example.com/", { ...guarded, resolve })).rejects.toThrow(
      "not on the public internet",
    );
  });

  it("connects to the address it checked, and asks for it once", async () => {
    let questions = 0;
    const port = await serve((request, response) => response.end(request.headers.host));
    const resolve: Resolve = async (host) => {
      questions++;
      return toLoopback(host);
    };
    const options = { allowList: parseAllowList("films.example"), limits, resolve };
    expect(text(await guardedFetch(`http://films.example:${port}/`, options))).toBe(`films.example:${port}`);
    expect(questions).toBe(1);
  });

  it("checks where a redirect leads", async () => {
    const port = await serve((_, response) => {
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
    });
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, local)).rejects.toThrow(
      "169.254.169.254 is not on the public internet",
    );
  });

  it.each([
    ["http://rebind.example/", "rebind.example is not on the public internet"],
    ["file:///etc/passwd", "Media must be at http or https"],
    ["data:image/png;base64,AAAA", "Media must be at http or https"],
    ["//[::1]/", "is not on the public internet"],
    ["http://user:secret@example.com/", "may not carry a password"],
    ["http://", "is not a URL"],
  ])("follows no redirect to %s", async (location, complaint) => {
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    const options = { ...local, resolve: toLoopback };
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, options)).rejects.toThrow(complaint);
  });

  it("asks for the name again behind a redirect, and is not led inside by an answer that turned", async () => {
    const port = await serve((_, response) =>
      response.writeHead(302, { location: "http://turns.example/" }).end(),
    );
    const answers = [
      { address: "127.0.0.1", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ];
    const resolve: Resolve = async () => answers.splice(0, 1);
    // With its port the name is let through once; behind the redirect it has another, and is checked.
    const options = { allowList: parseAllowList(`turns.example:${port}`), limits, resolve };
    await expect(guardedFetch(`http://turns.example:${port}/`, options)).rejects.toThrow(
      "turns.example is not on the public internet",
    );
    expect(answers).toEqual([]);
  });

  it("gives up on a redirect that leads to itself", async () => {
    let calls = 0;
    const port = await serve((_, response) => {
      calls++;
      response.writeHead(302, { location: "/" }).end();
    });
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, local)).rejects.toThrow("redirects too often");
    expect(calls).toBe(limits.maxRedirects + 1);
  });

  it("follows a few redirects, and not more", async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("there");
      else response.writeHead(307, { location: `/${left - 1}` }).end();
    });
    expect(text(await guardedFetch(`http://127.0.0.1:${port}/3`, local))).toBe("there");
    await expect(guardedFetch(`http://127.0.0.1:${port}/4`, local)).rejects.toThrow("redirects too often");
  });

  it("refuses more bytes than allowed, announced or not", async () => {
    const port = await serve((request, response) => {
      if (request.url === "/announced") response.writeHead(200, { "content-length": 5000 });
      response.write("x".repeat(900));
      response.end("x".repeat(4100));
    });
    for (const path of ["announced", "streamed"]) {
      await expect(guardedFetch(`http://127.0.0.1:${port}/${path}`, local)).rejects.toThrow(
        "at most 1000 bytes",
      );
    }
  });

  it("gives up on a server that stalls, and says that it may pass", async () => {
    const port = await serve((_, response) => void response.write("x"));
    const hurried = { ...local, limits: { ...limits, timeoutMs: 100 } };
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, hurried)).rejects.toThrow(TransientError);
  });

  it("gives up on a server that sends a byte now and then", async () => {
    const drips: NodeJS.Timeout[] = [];
    const port = await serve((_, response) => void drips.push(setInterval(() => response.write("x"), 20)));
    const hurried = { ...local, limits: { ...limits, timeoutMs: 200 } };
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, hurried)).rejects.toThrow(TransientError);
    for (const drip of drips) clearInterval(drip);
    expect(drips).toHaveLength(1);
  });

  it("gives up on a name that is never resolved", async () => {
    const resolve: Resolve = () => new Promise(() => undefined);
    const hurried = { ...guarded, limits: { ...limits, timeoutMs: 50 }, resolve };
    await expect(guardedFetch("http://nowhere.example/", hurried)).rejects.toThrow(TransientError);
  });

  it("refuses what does not speak HTTP, and headers without end", async () => {
    const server = createTcpServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n")).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, local)).rejects.toThrow("does not speak HTTP");
    server.close();
    const chatty = await serve((_, response) => response.writeHead(200, { x: "y".repeat(100_000) }).end());
    await expect(guardedFetch(`http://127.0.0.1:${chatty}/`, local)).rejects.toThrow("does not speak HTTP");
  });

  it("is told that nothing changed only when it asked", async () => {
    const asked: unknown[] = [];
    const port = await serve((request, response) => {
      const { "if-none-match": tag, "if-modified-since": since } = request.headers;
      asked.push(tag ?? since);
      response.writeHead((tag ?? since) ? 304 : 200, { etag: '"1"' }).end();
    });
    const url = `http://127.0.0.1:${port}/`;
    expect(await guardedFetch(url, local)).toMatchObject({ validators: { etag: '"1"' } });
    expect(
      await guardedFetch(url, { ...local, known: { etag: '"1"', lastModified: "then" } }),
    ).toBeUndefined();
    expect(await guardedFetch(url, { ...local, known: { lastModified: "then" } })).toBeUndefined();
    expect(asked).toEqual([undefined, '"1"', "then"]);
    const unasked = await serve((_, response) => response.writeHead(304).end());
    await expect(guardedFetch(`http://127.0.0.1:${unasked}/`, local)).rejects.toThrow("answered 304");
  });

  it.each([
    [500, TransientError],
    [429, TransientError],
    [404, InvalidRequestError],
    [206, InvalidRequestError],
  ])("reads a status of %i for what it is", async (status, kind) => {
    const port = await serve((_, response) => response.writeHead(status).end());
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, local)).rejects.toThrow(kind);
  });

  it("refuses bytes that would have to be unpacked", async () => {
    const port = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    );
    await expect(guardedFetch(`http://127.0.0.1:${port}/`, local)).rejects.toThrow("compressed");
  });

  it.each([
    "file:///etc/passwd",
    "ftp://example.com/a",
    "data:image/png;base64,AAAA",
    "http://a:b@example.com/",
    "x",
  ])("refuses %s", async (url) => {
    await expect(guardedFetch(url, guarded)).rejects.toThrow(InvalidRequestError);
  });
});
