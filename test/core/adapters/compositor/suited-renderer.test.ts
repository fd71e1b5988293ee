import { describe, expect, it } from "vitest";
import { suitedRenderer } from "../../../../core/adapters/compositor/suited-renderer.ts";
import type { RendererName } from "../../../../core/contract/rendered-segment.ts";
import type { RendererJobState, SegmentRenderer } from "../../../../core/ports/segment-renderer.ts";
import { outputKey, picture } from "./compositor-world.ts";

function renderers(reason?: string) {
  const calls: string[] = [];
  const fake = (renderer: RendererName): SegmentRenderer => ({
    fingerprint: `${renderer} 1`,
    async start(_picture, key, tries) {
      calls.push(`${renderer} draws ${key}, try ${tries}`);
      return "a1b2";
    },
    async check(id): Promise<RendererJobState> {
      calls.push(`${renderer} looks at ${id}`);
      return { renderer, state: "ready" };
    },
  });
  const logged: unknown[] = [];
  const suited = suitedRenderer({
    compositor: fake("compositor"),
    remotion: fake("remotion"),
    unsuitedReason: () => reason,
    log: (message, facts) => void logged.push([message, facts]),
  });
  return { suited, calls, logged };
}

describe("the renderer of a segment", () => {
  it("is the compositor for what it draws, and any holder of the job's id looks at the right one", async () => {
    const { suited, calls, logged } = renderers();
    const id = await suited.start(picture, outputKey, 1);
    expect(await renderers().suited.check(id)).toEqual({ renderer: "compositor", state: "ready" });
    await suited.check(id);
    expect(calls).toEqual([`compositor draws ${outputKey}, try 1`, "compositor looks at a1b2"]);
    expect(logged).toEqual([]);
  });

  it("is Remotion for the rest, and the log says why", async () => {
    const { suited, calls, logged } = renderers("a rotated clip");
    await suited.check(await suited.start(picture, outputKey, 1));
    expect(calls).toEqual([`remotion draws ${outputKey}, try 1`, "remotion looks at a1b2"]);
    expect(logged).toEqual([["left to Remotion", { outputKey, reason: "a rotated clip" }]]);
  });

  it("is Remotion from the second try on", async () => {
    const { suited, calls } = renderers();
    await suited.start(picture, outputKey, 2);
    await suited.start(picture, outputKey, 3);
    expect(calls).toEqual([`remotion draws ${outputKey}, try 2`, `remotion draws ${outputKey}, try 3`]);
  });

  it("draws differently when either of the two does", () => {
    expect(renderers().suited.fingerprint).toContain("compositor 1");
    expect(renderers().suited.fingerprint).toContain("remotion 1");
  });
});
