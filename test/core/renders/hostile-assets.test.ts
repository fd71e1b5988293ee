import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { Logger } from "@aws-lambda-powertools/logger";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import type { Resolve } from "../../../core/adapters/ingest/guarded-request.ts";
import { MediaIngest } from "../../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../../core/adapters/ingest/public-addresses.ts";
import type { Asset } from "../../../core/contract/composition.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { failRender, reasonOf } from "../../../core/renders/fail-render.ts";
import { startRender } from "../../../core/renders/start-render.ts";
import { stepFunction } from "../../../functions/runtime/step-function.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { hostileMedia } from "../adapters/ingest/hostile-media.ts";
import { mp3, mp4, png } from "../adapters/ingest/sample-media.ts";
import { projectId, renderStudio, scenesFilm, userId } from "./render-studio.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://assets.example:${address.port}`;
}

const resolve: Resolve = async (host) => [
  { address: host === "assets.example" ? "127.0.0.1" : "10.0.0.7", family: 4 },
];
const silent = new Logger({ logLevel: "SILENT" });

/** Renders a film of one picture whose bytes are at `remoteUrl`, up to where it is cut. */
async function renderWith(asset: Partial<Asset>, timeoutMs = 20_000) {
  const film = scenesFilm(1);
  const picture: Asset = { id: "picture-0", type: "image", ...asset };
  const studio = await renderStudio({ ...film, assets: { ...film.assets, "picture-0": picture } });
  const media = inMemoryBlobStore();
  const memory = inMemoryBlobStore();
  const limits = { maxBytes: 40_000_000, timeoutMs, maxRedirects: 3 };
  const ingest = new MediaIngest({
    media,
    memory,
    resolve,
    limits,
    allowList: parseAllowList("assets.example"),
  });
  const { renderId } = await startRender(studio.deps, { userId, projectId });
  const held = studio.account().held;
  const step = stepFunction({ step: z.string(), logger: silent }, (id) =>
    cutRender({ ...studio.deps, ingest }, id),
  );
  let caught: unknown;
  try {
    await step(renderId, { getRemainingTimeInMillis: () => 60_000 });
  } catch (error) {
    caught = error;
    const { name, message } = error as Error;
    // As Lambda reports it and the state machine catches it.
    const cause = JSON.stringify({ errorType: name, errorMessage: message });
    await failRender(studio.deps, renderId, reasonOf({ Error: name, Cause: cause }));
  }
  return {
    studio,
    held,
    caught,
    stored: [...media.keys(), ...memory.keys()],
    project: await studio.project(),
  };
}

async function expectRefusal(asset: Partial<Asset>, complaint: RegExp, timeoutMs?: number): Promise<void> {
  const { studio, held, caught, stored, project } = await renderWith(asset, timeoutMs);
  expect(caught).toBeInstanceOf(Error);
  expect(project.renderError).toMatch(/^composition\.assets\.picture-0: /);
  expect(project.renderError).toMatch(complaint);
  expect(project.status).toBe("failed");
  expect(stored).toEqual([]);
  expect(studio.jobs.size).toBe(0);
  expect(held).toBeGreaterThan(0);
  expect(studio.account()).toMatchObject({ monthlyRemaining: 100, purchased: 0, held: 0 });
}

describe("a film with a hostile asset stores nothing, charges nothing and says why", () => {
  it.each(hostileMedia)("$name, named a PNG", async ({ bytes, complaint }) => {
    const site = await serve((_, response) =>
      response.writeHead(200, { "content-type": "image/png" }).end(bytes),
    );
    await expectRefusal({ remoteUrl: `${site}/picture.png` }, complaint);
  });

  it.each<[string, RequestListener, RegExp]>([
    ["an answer without end", (_, response) => pour(response), /at most 40000000 bytes/],
    [
      "a gzip bomb",
      (_, response) =>
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1e7))),
      /compressed bytes/,
    ],
    [
      "a transfer that is packed",
      (_, response) =>
        response.writeHead(200, { "transfer-encoding": "gzip, chunked" }).end(gzipSync(png(9, 9))),
      /none of PNG|does not speak HTTP/,
    ],
    [
      "a redirect loop",
      (_, response) => response.writeHead(302, { location: "/again" }).end(),
      /redirects too often/,
    ],
    [
      "a redirect to the metadata service",
      (_, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
      /not on the public internet/,
    ],
    [
      "a redirect to a name that is inside",
      (_, response) => response.writeHead(302, { location: "http://intranet.example/" }).end(),
      /not on the public internet/,
    ],
    [
      "a redirect to a file",
      (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
      /http or https/,
    ],
    ["nothing there", (_, response) => response.writeHead(404).end(), /answered 404/],
    ["a server that is down", (_, response) => response.writeHead(503).end(), /answered 503/],
  ])("%s", async (_, listener, complaint) => {
    await expectRefusal({ remoteUrl: `${await serve(listener)}/picture.png` }, complaint);
  });

  it.each([
    ["http://10.1.2.3/a.png", /not on the public internet/],
    ["http://[::ffff:10.1.2.3]/a.png", /not on the public internet/],
    ["http://0xa.1.2.3/a.png", /not on the public internet/],
    ["http://intranet.example/a.png", /not on the public internet/],
    ["file:///etc/passwd", /http or https/],
    ["concat:/etc/passwd", /http or https/],
    ["picture.png", /not a URL/],
    ["/assets/user_2/0123.png", /not in this account/],
    [`/assets/${userId}/../user_2/0123.png`, /not in this account/],
    [`/assets/${userId}/%2e%2e/user_2/0123.png`, /not in this account/],
    [`/assets/${userId}/0123.png?x=1`, /not in this account/],
    ["//assets.example/a.png", /not in this account/],
    ["/renders/0123/film.mp4", /not in this account/],
    [`/assets/${userId}/0123.mp4`, /says that it is image, and is video/],
  ])("an asset at %s", (remoteUrl, complaint) => expectRefusal({ remoteUrl }, complaint));

  it("a server that stalls", async () => {
    const site = await serve((_, response) => void response.write("x"));
    await expectRefusal({ remoteUrl: `${site}/a.png` }, /stopped in the middle|could not be reached/, 300);
  });

  it("an asset without an address", () => expectRefusal({}, /has no remoteUrl/));
});

describe("media of another kind than its asset says", () => {
  it.each<[string, Uint8Array]>([
    ["video", mp4({ seconds: 2, tracks: ["vide"] })],
    ["audio", mp3(100)],
  ])("is refused by name: %s", async (kind, bytes) => {
    const site = await serve((_, response) => response.end(bytes));
    const { project, studio } = await renderWith({ remoteUrl: `${site}/a.png` });
    expect(project.renderError).toBe(`composition.assets.picture-0: says that it is image, and is ${kind}`);
    expect(studio.account()).toMatchObject({ monthlyRemaining: 100, held: 0 });
  });

  it("may be a clip where sound is meant", async () => {
    const site = await serve((_, response) => response.end(mp4({ seconds: 2, tracks: ["vide", "soun"] })));
    const { caught } = await renderWith({ type: "audio", remoteUrl: `${site}/a` });
    expect(caught).toBeUndefined();
  });

  it("takes a picture for one, whatever it is served as", async () => {
    const site = await serve((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end(png(64, 64)),
    );
    const { caught, stored } = await renderWith({ remoteUrl: `${site}/index.html` });
    expect(caught).toBeUndefined();
    expect(stored).toEqual([expect.stringMatching(/^assets\/user_1\/[0-9a-f]{64}\.png$/)]);
  });
});

/** Writes until the other side has had enough. */
function pour(response: Parameters<RequestListener>[1]): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
  };
  response.on("drain", more);
  more();
}
