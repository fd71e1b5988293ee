import { describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { ApiError } from "../../bin/client/api-client.ts";
import { creditsLeft } from "../../bin/cloud/development-account.ts";
import { moveClock, type Product } from "./booted-product.ts";
import { productsOfATest } from "./products-of-a-test.ts";
import { drawingProcess, processAtFfmpeg, renderWitness } from "./render-witness.ts";

const MINUTE = 60_000;
const SEGMENTS = 3;
const FRAMES = 90;
/** Of a film below a minute. */
const CREDITS = 6;

const project = z.object({
  status: z.string(),
  render_progress: z.number().nullish(),
  render_error: z.string().nullish(),
  render_url: z.string().nullish(),
});

/** Three pieces that nothing crosses; a turned line of text is something that the browser draws. */
function film(word: string) {
  const items = Array.from({ length: SEGMENTS }, (_, index) => ({
    id: `line-${index}`,
    type: "text",
    text: `${word} ${index}`,
    rotation: 4,
    fadeInDurationInSeconds: 0.5,
    from: index * FRAMES,
    durationInFrames: FRAMES,
  }));
  return {
    fps: 30,
    compositionWidth: 960,
    compositionHeight: 540,
    tracks: [{ id: "t", items: items.map(({ id }) => id) }],
    items: Object.fromEntries(items.map((item) => [item.id, item])),
    assets: {},
  };
}

const replacing = (composition: object) => ({ operation: "replace", data: { composition } });

const { boot, newFolder } = productsOfATest();

async function createProject({ client }: Product, word: string): Promise<string> {
  const body = { name: word, composition: film(word) };
  const { id } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), body);
  return `/api/video-project/${id}`;
}

const look = ({ client }: Product, path: string) => client.call("GET", path, project);
const render = ({ client }: Product, path: string) => client.call("POST", `${path}/render`, z.unknown(), {});

const ended = (product: Product, path: string) =>
  vi.waitUntil(
    async () => {
      const now = await look(product, path);
      return now.status === "rendering" ? undefined : now;
    },
    { timeout: 3 * MINUTE, interval: 250 },
  );

async function completed(product: Product, path: string): Promise<void> {
  const now = await ended(product, path);
  expect(now).toMatchObject({ status: "completed" });
  const response = await fetch(`${now.render_url}`, { method: "HEAD" });
  expect(response.status).toBe(200);
}

/** Until one segment is there and another one is being drawn. */
async function midway(product: Product, path: string) {
  const witness = await renderWitness(product.cloud);
  return vi.waitUntil(
    async () => {
      const [finished, { render_progress: progress }] = [await witness.segments(), await look(product, path)];
      const count = Object.keys(finished).length;
      const drawn = (Number(progress ?? 0) - 0.04) / 0.88;
      return count > 0 && count < SEGMENTS && drawn > count / SEGMENTS + 0.02
        ? { witness, finished }
        : undefined;
    },
    { timeout: 3 * MINUTE, interval: 100 },
  );
}

describe("a render that is interrupted", () => {
  it("draws again what a killed renderer was at, and nothing else; a killed finisher draws nothing again", {
    timeout: 8 * MINUTE,
  }, async () => {
    const product = await boot();
    const { cloud, account } = product;
    const credits = await creditsLeft(cloud, account.userId);
    const path = await createProject(product, "Renderer");
    await render(product, path);
    const { witness, finished } = await midway(product, path);
    const renderer = await vi.waitUntil(drawingProcess, { timeout: MINUTE, interval: 20 });
    const startsBefore = await witness.starts();
    process.kill(renderer, "SIGKILL");
    // The renderer says nothing more; the looks at it find that out when it has been silent for long enough.
    await vi.waitUntil(
      async () => {
        await moveClock(cloud, 30_000);
        return (await witness.starts()) > Math.max(startsBefore, SEGMENTS);
      },
      { timeout: 2 * MINUTE, interval: 4000 },
    );
    await completed(product, path);
    expect(await witness.starts()).toBe(SEGMENTS + 1);
    const after = await witness.segments();
    expect(after).toMatchObject(finished);
    expect(Object.keys(after)).toHaveLength(SEGMENTS);
    expect(await creditsLeft(cloud, account.userId)).toBe(credits - CREDITS);

    // All segments are there: the finisher alone is at work.
    await render(product, path);
    const finisher = await vi.waitUntil(() => processAtFfmpeg("RenderFinisher"), {
      timeout: MINUTE,
      interval: 20,
    });
    process.kill(finisher, "SIGKILL");
    await completed(product, path);
    expect(await witness.starts()).toBe(SEGMENTS + 1);
    expect(await witness.segments()).toEqual(after);
    expect(await creditsLeft(cloud, account.userId)).toBe(credits - CREDITS);
  });

  it("goes on after the whole cloud was killed: what was finished is not drawn again, and one film is paid for", {
    timeout: 8 * MINUTE,
  }, async () => {
    const folder = newFolder();
    const first = await boot(folder);
    const credits = await creditsLeft(first.cloud, first.account.userId);
    const path = await createProject(first, "Cloud");
    await render(first, path);
    const { finished } = await midway(first, path);
    first.cloud.kill();
    await first.cloud.died;

    const second = await boot(folder);
    const witness = await renderWitness(second.cloud);
    const kept = await witness.segments();
    expect(kept).toMatchObject(finished);
    const startsBefore = await witness.starts();
    // The dead render is in the way until it has been silent for a while, and once more when it is found.
    await moveClock(second.cloud, 20_000);
    const refused = await render(second, path).catch((error: unknown) => error);
    if (refused instanceof ApiError) {
      expect(refused).toMatchObject({ status: 409, code: "ZOMBIE_TIMEOUT" });
      await render(second, path);
    }
    await completed(second, path);
    expect(await witness.segments()).toMatchObject(kept);
    expect((await witness.starts()) - startsBefore).toBe(SEGMENTS - Object.keys(kept).length);
    expect(await creditsLeft(second.cloud, second.account.userId)).toBe(credits - CREDITS);
  });

  it("names the items that cannot be drawn after the last try, keeps the rest, and draws only those the next time", {
    timeout: 8 * MINUTE,
  }, async () => {
    const product = await boot();
    const { cloud, account, client } = product;
    const credits = await creditsLeft(cloud, account.userId);
    const path = await createProject(product, "Gone");
    const whole = film("Gone");
    // Stored by nobody: no browser can load it.
    const remoteUrl = `/assets/${account.userId}/${"0".repeat(64)}.png`;
    const picture = {
      id: "lost",
      type: "image",
      assetId: "a",
      rotation: 4,
      from: FRAMES,
      durationInFrames: FRAMES,
    };
    const broken = {
      ...whole,
      tracks: [{ id: "t", items: ["line-0", "lost", "line-2"] }],
      items: { "line-0": whole.items["line-0"], lost: picture, "line-2": whole.items["line-2"] },
      assets: { a: { id: "a", type: "image", remoteUrl } },
    };
    await client.call("PATCH", `${path}/composition`, z.unknown(), replacing(broken));
    await render(product, path);
    const failed = await ended(product, path);
    expect(failed).toMatchObject({ status: "failed" });
    expect(failed.render_error).toMatch(/^Frames 90 to 179 \(lost\) could not be rendered: .*0{64}\.png/);
    const witness = await renderWitness(cloud);
    const kept = await witness.segments();
    expect(Object.keys(kept)).toHaveLength(SEGMENTS - 1);
    expect(await creditsLeft(cloud, account.userId)).toBe(credits);

    const starts = await witness.starts();
    expect(starts).toBe(SEGMENTS - 1 + 3);
    await client.call("PATCH", `${path}/composition`, z.unknown(), replacing(whole));
    await render(product, path);
    await completed(product, path);
    expect(await witness.starts()).toBe(starts + 1);
    expect(await witness.segments()).toMatchObject(kept);
    expect(await creditsLeft(cloud, account.userId)).toBe(credits - CREDITS);
  });
});
