import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { performWork } from "../../../../core/adapters/compositor/perform-work.ts";
import { UnsuitedError } from "../../../../core/adapters/compositor/unsuited.ts";
import { ProviderError, TransientError } from "../../../../core/contract/errors.ts";
import { compositorWorld, outputKey, picture } from "./compositor-world.ts";

let world: ReturnType<typeof compositorWorld>;
beforeEach(() => {
  world = compositorWorld();
});
afterEach(() => world.close());

const ask = () => world.renderer.start(picture, outputKey, 1);
const ready = { renderer: "compositor", state: "ready" };
const failed = (message: string) => ({ renderer: "compositor", state: "failed", message, isRetryable: true });

/** A function that was killed: what it had begun never ends. */
const killed = () => new Promise<never>(() => undefined);

describe("a segment that the compositor draws", () => {
  it("is asked for by an event and a request, and is there at the end", async () => {
    const workId = await ask();
    expect(world.events).toEqual([workId]);
    expect(await world.renderer.check(workId)).toEqual({
      renderer: "compositor",
      state: "rendering",
      progress: 0,
    });
    await world.deliver(workId);
    expect(await world.renderer.check(workId)).toEqual(ready);
    expect(world.segments).toEqual(new Set([outputKey]));
    expect(world.composed[0]?.picture).toEqual(picture);
    expect(existsSync(world.function.folder)).toBe(false);
  });

  it("is drawn once when the event comes twice, and not at all when it is there", async () => {
    const [first, second] = [await ask(), await ask()];
    for (const workId of [first, first, second]) await world.deliver(workId);
    expect(world.composed).toHaveLength(1);
    expect(await world.renderer.check(second)).toEqual(ready);
  });

  it("is written twice, not halved, when the event comes a second time while it is drawn", async () => {
    const workId = await ask();
    const other = { ...world.function, folder: `${world.function.folder}-of-another-environment` };
    const { compose } = other;
    world.function.compose = async (request) => {
      await performWork(other, workId);
      await compose(request);
    };
    await world.deliver(workId);
    expect(world.composed).toHaveLength(2);
    expect(await world.renderer.check(workId)).toEqual(ready);
  });

  it("is drawn in an empty folder, whatever a killed predecessor left", async () => {
    const { function: compositor } = world;
    mkdirSync(path.join(compositor.folder, "work"), { recursive: true });
    writeFileSync(path.join(compositor.folder, "work", "clip.mp4"), "half");
    const { compose } = compositor;
    const found: string[][] = [];
    compositor.compose = async (request) => {
      found.push(readdirSync(request.folder));
      await compose(request);
    };
    await world.deliver(await ask());
    expect(found).toEqual([[]]);
  });
});

describe("a look at the compositor's work", () => {
  it("waits three minutes for the function to begin, and no longer", async () => {
    const workId = await ask();
    world.clock.advance(3 * 60_000);
    expect(await world.renderer.check(workId)).toMatchObject({ state: "rendering" });
    world.clock.advance(1);
    expect(await world.renderer.check(workId)).toEqual(failed("the compositor did not begin"));
  });

  it("takes a minute's silence for death", async () => {
    const workId = await ask();
    world.function.compose = killed;
    void world.deliver(workId);
    await vi.waitUntil(async () => (await world.work.getStatus(workId)) !== undefined);
    world.clock.advance(60_000);
    expect(await world.renderer.check(workId)).toMatchObject({ state: "rendering" });
    world.clock.advance(1);
    expect(await world.renderer.check(workId)).toEqual(failed("the compositor went silent"));
  });

  it("fails when the work is so old that its request is gone", async () => {
    expect(await world.renderer.check("work_0")).toEqual(failed("the compositor's request is gone"));
    await expect(world.deliver("work_0")).resolves.toBeUndefined();
    expect(world.composed).toEqual([]);
  });

  it("sees how far it is, noted at most once a second", async () => {
    const workId = await ask();
    const seen: unknown[] = [];
    const { putStatus } = world.work;
    let notes = 0;
    world.function.work = {
      ...world.work,
      putStatus: (...args) => {
        notes += 1;
        return putStatus(...args);
      },
    };
    const { compose } = world.function;
    world.function.compose = async (request) => {
      for (let frame = 1; frame <= 30; frame += 1) {
        world.clock.advance(100);
        request.onProgress?.(frame / 30);
        await new Promise((resolve) => setImmediate(resolve));
      }
      seen.push(await world.renderer.check(workId));
      await compose(request);
    };
    await world.deliver(workId);
    expect(seen).toEqual([{ renderer: "compositor", state: "rendering", progress: 1 }]);
    // At the begin, in each of three seconds, at the end.
    expect(notes).toBe(5);
  });

  it("hears of a work that takes long over one thing every ten seconds", async () => {
    vi.useFakeTimers();
    try {
      const workId = await ask();
      const { compose } = world.function;
      const { promise, resolve } = Promise.withResolvers<void>();
      world.function.compose = async (request) => {
        await promise;
        await compose(request);
      };
      const delivered = world.deliver(workId);
      await vi.waitUntil(async () => (await world.work.getStatus(workId)) !== undefined);
      for (const _ of [1, 2, 3, 4, 5, 6, 7]) {
        world.clock.advance(10_000);
        await vi.advanceTimersByTimeAsync(10_000);
      }
      expect(await world.renderer.check(workId)).toMatchObject({ state: "rendering" });
      resolve();
      await delivered;
      expect(await world.renderer.check(workId)).toEqual(ready);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a segment that the compositor cannot draw", () => {
  it.each([new UnsuitedError("a rotated clip"), new TypeError("not a function")])(
    "is handed on to Remotion once, however often the event comes: %s",
    async (error) => {
      world.function.compose = () => Promise.reject(error);
      const workId = await ask();
      for (const _ of [1, 2]) await world.deliver(workId);
      expect(world.handedOn).toEqual([outputKey]);
      expect(await world.renderer.check(workId)).toEqual({ renderer: "remotion", state: "ready" });
      expect(await world.work.getStatus(workId)).toMatchObject({
        state: "handed-on",
        rendererJobId: "remotion_1",
        reason: error.message,
      });
      expect(world.logged).toEqual([
        ["handed on to Remotion", expect.objectContaining({ reason: error.message })],
      ]);
      expect(existsSync(world.function.folder)).toBe(false);
    },
  );

  it("is to be tried again when what failed may pass, or Remotion does not take it", async () => {
    world.function.compose = () => Promise.reject(new TransientError("S3 is busy"));
    const first = await ask();
    await world.deliver(first);
    expect(await world.renderer.check(first)).toEqual(failed("S3 is busy"));
    expect(world.handedOn).toEqual([]);

    world.function.compose = () => Promise.reject(new UnsuitedError("a rotated clip"));
    world.remotion.start = () => Promise.reject(new ProviderError("no such function"));
    const second = await ask();
    await world.deliver(second);
    expect(await world.renderer.check(second)).toEqual(failed("no such function"));
  });
});
