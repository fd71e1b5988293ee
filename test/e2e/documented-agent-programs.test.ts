import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { ApiClient } from "../../bin/client/api-client.ts";
import { adminOf } from "../../bin/cloud/development-account.ts";
import { composition } from "../../core/contract/composition.ts";
import { addFault, bootProduct, forget, newAccount, newStateFolder, type Product } from "./booted-product.ts";
import { type Caller, hasPython, runProgram } from "./run-program.ts";

const MINUTE = 60_000;
const isPythonThere = await hasPython("httpx", "requests");

const unfinished = z
  .object({ jobId: z.string(), remainingScenes: z.number(), totalScenes: z.number() })
  .nullable();
const failure = z.object({ stdout: z.string(), stderr: z.string() });

/** How the Korean page's programs differ from the English ones. */
const inKorean = {
  run: [
    [
      "Make a 30-second explainer about the new iPhone chip in 8 scenes.",
      "아이폰의 새 칩에 대한 30초 설명 영상을 8씬으로 만들어줘.",
    ],
    ['"locale": "en"', '"locale": "ko"'],
  ],
  edit: [
    ["Add a centered title 'Summer Sale' for 3 seconds.", "화면 중앙에 'Summer Sale' 타이틀 3초간 추가해줘."],
    ['locale: "en"', 'locale: "ko"'],
  ],
  endToEnd: [
    ["Make a 30s explainer on Korean street food.", "한국 길거리 음식 30초 설명 영상 만들어줘."],
    ['"locale": "en"', '"locale": "ko"'],
    ["plan with {payload['totalScenes']} scenes", "플랜: {payload['totalScenes']}씬"],
    ['"done:"', '"완료:"'],
    ['"resume done:"', '"resume 완료:"'],
  ],
} as const;

describe("the documented programs of the Agent API", () => {
  const stateFolder = newStateFolder();
  let product: Product;

  beforeAll(async () => {
    product = await bootProduct(stateFolder);
  }, 3 * MINUTE);
  afterEach(async () => {
    await fetch(new URL("/faults", product.cloud.controlUrl), { method: "DELETE" });
  });
  afterAll(async () => {
    await product?.cloud.stop();
    forget(stateFolder);
  });

  /** An account that calls, and its project. */
  async function newCaller(name: string, credits = 5000) {
    const { cloud } = product;
    const account = await newAccount(product, `${name}@example.com`, credits);
    const caller: Caller = { baseUrl: cloud.baseUrl, ...account };
    const client = new ApiClient(caller);
    const { id } = await client.call("POST", "/api/video-project", z.object({ id: z.number() }), { name });
    return {
      caller,
      client,
      id,
      project: () => client.call("GET", `/api/video-project/${id}`, z.looseObject({ composition })),
      unfinished: () => client.call("GET", `/api/agent/check-resume?projectId=${id}`, unfinished),
      topUp: (more: number) =>
        adminOf(cloud).ask(
          { action: "account.topup", requestId: name, userId: account.userId, credits: more },
          z.unknown(),
        ),
    };
  }

  const picturesOf = ({ items }: z.infer<typeof composition>) =>
    Object.values(items).filter(({ type }) => type === "image" || type === "video");

  it.each([
    ["English", []],
    ["Korean", inKorean.edit],
  ] as const)("add a title (JavaScript, %s)", { timeout: 2 * MINUTE }, async (language, translated) => {
    const { caller, id, project } = await newCaller(`edit-${language}`);
    const lines = (await runProgram("agent/run.mjs", caller, { id, translated })).split("\n");
    expect(lines).toContain("→ add_item");
    expect(lines).toContain("← add_item ok");
    expect(lines.at(-1)).toMatch(/^done: \S/);
    const { items, fps } = (await project()).composition;
    expect(Object.values(items)).toMatchObject([
      { type: "text", text: "Summer Sale", from: 0, durationInFrames: 3 * fps },
    ]);
  });

  it.each([
    ["whose key is nobody's", 5000, { apiKey: `ma_${"0".repeat(32)}` }, "UNAUTHORIZED", "{}"],
    ["who cannot pay for it", 10, {}, "INSUFFICIENT_CREDIT", "{ required: \\d+, available: 10 }"],
  ])("tell one %s why it is refused (JavaScript)", async (name, credits, wrong, code, data) => {
    const { caller, id } = await newCaller(name.replaceAll(/\W/g, "-"), credits);
    const program = runProgram("agent/run.mjs", { ...caller, ...wrong }, { id });
    const { stderr } = failure.parse(await program.catch((error: unknown) => error));
    const printed = stderr.replaceAll(/\s+/g, " ");
    const fields = `success: false, error: '${code}', message: '[^']+', data: ${data}`;
    expect(printed).toMatch(new RegExp(`^rejected: { ${fields} } $`));
  });

  it("make a scene that failed again (JavaScript)", { timeout: 2 * MINUTE }, async () => {
    const { caller, id, project, client, ...about } = await newCaller("retry");
    const { composition: empty } = await project();
    await addFault(product.cloud, { target: "vendor:fal", kind: "fail", status: 422, times: 1 });
    const film = { message: "Explain the tides in 2 scenes", composition: empty, projectId: id };
    const failed: unknown[] = [];
    for await (const { name, data } of client.stream("/api/agent", film)) {
      if (name === "scene_failed") failed.push(data);
    }
    const [scene] = z
      .array(z.object({ sceneId: z.string() }))
      .length(1)
      .parse(failed);
    const job = await about.unfinished();
    expect(job).toMatchObject({ remainingScenes: 1, totalScenes: 2 });
    await runProgram("agent/retry-scene.mjs", caller, { jobId: job?.jobId, sceneId: scene?.sceneId });
    await vi.waitUntil(async () => (await about.unfinished()) === null, { timeout: MINUTE, interval: 100 });
    expect(picturesOf((await project()).composition)).toHaveLength(2);
  });

  it("stream, reattach, resume and retry with the curl calls of docs/agent-api.md", {
    timeout: 3 * MINUTE,
  }, async () => {
    const { caller, id, ...about } = await newCaller("curl");
    await addFault(product.cloud, { target: "vendor:fal", kind: "fail", status: 422 });
    const { baseUrl, apiKey, email } = caller;
    const [whole = "", rest = "", resumed = "", retried = ""] = await runCurlCalls(stateFolder, {
      BASE_URL: baseUrl,
      KEY: apiKey,
      EMAIL: email,
      PROJECT: String(id),
    });
    expect(eventsIn(whole)).toEqual(expect.arrayContaining(["plan_ready", "scene_failed", "scene_complete"]));
    expect(eventsIn(whole).at(-1)).toBe("done");
    const idsIn = (text: string) => text.match(/^id: .*$/gm) ?? [];
    expect(idsIn(rest)).toEqual(idsIn(whole).slice(2));
    expect(eventsIn(rest).at(-1)).toBe("done");
    expect(resumed).toContain('"messageKey":"Agent.longVideo.resume.done.complete"');
    expect(retried).toContain('"messageKey":"Agent.longVideo.retryScene.done.complete"');
    expect(await about.unfinished()).toBeNull();
  });

  describe.skipIf(!isPythonThere)("in Python", () => {
    it.concurrent.each([
      ["English", []],
      ["Korean", inKorean.run],
    ] as const)(
      "make a film of eight scenes and follow it (%s)",
      {
        timeout: 4 * MINUTE,
      },
      async (language, translated) => {
        const { caller, id, project } = await newCaller(`film-${language}`);
        const printed = await runProgram("agent/run.py", caller, {
          id,
          translated,
          shows: "final_composition",
        });
        const lines = printed.split("\n");
        expect(lines.filter((line) => /^plan_ready .*'totalScenes': 8/.test(line))).toHaveLength(1);
        expect(lines.filter((line) => line.startsWith("  ✓ scene-"))).toHaveLength(8);
        expect(lines.at(-2)).toMatch(/^done \{'success': True, /);
        const final = composition.parse(JSON.parse(lines.at(-1) ?? ""));
        expect(picturesOf(final)).toHaveLength(8);
        expect(final).toEqual((await project()).composition);
      },
    );

    it.each([
      ["English", [], /^plan with (\d+) scenes$/m, /^done: /m, /^resume done: Resumed and finished/m],
      ["Korean", inKorean.endToEnd, /^플랜: (\d+)씬$/m, /^완료: /m, /^resume 완료: 이어서 완성했습니다/m],
    ] as const)(
      "make a film, look for what is missing, and resume it (%s)",
      {
        timeout: 4 * MINUTE,
      },
      async (language, translated, plan, done, resumed) => {
        const { caller, id, ...about } = await newCaller(`resume-${language}`);
        await addFault(product.cloud, { target: "vendor:fal", kind: "fail", status: 422, times: 2 });
        const printed = await runProgram("agent/end_to_end.py", caller, { id, translated });
        expect(printed.match(/^ {2}✗ scene-\d+$/gm)).toHaveLength(2);
        expect(printed).toMatch(done);
        expect(printed).toMatch(resumed);
        expect(await about.unfinished()).toBeNull();
        const scenes = Number(plan.exec(printed)?.[1]);
        expect(scenes).toBeGreaterThan(2);
        expect(picturesOf((await about.project()).composition)).toHaveLength(scenes);
      },
    );

    it("stop where the credits end, say what is missing, and go on after a top-up", {
      timeout: 4 * MINUTE,
    }, async () => {
      // For the model's estimate and a scene; eight scenes are more than the whole of it.
      const { caller, id, ...about } = await newCaller("short", 71);
      const printed = await runProgram("agent/run.py", caller, { id });
      expect(printed).toMatch(/^insufficient_credit \{'completedScenes': \d, 'totalScenes': 8, /m);
      expect(printed).toMatch(/^done \{'success': False, .*'resumeJobId': 'job_/m);
      const job = await about.unfinished();
      const left = await runProgram("agent/check_resume.py", caller, { id });
      expect(left).toBe(`resume available: ${job?.remainingScenes} of 8 remaining`);
      await about.topUp(5000);
      await runProgram("agent/resume.py", caller, { jobId: job?.jobId });
      expect(await about.unfinished()).toBeNull();
      expect(await runProgram("agent/check_resume.py", caller, { id })).toBe("");
      expect(picturesOf((await about.project()).composition)).toHaveLength(8);
    });
  });
});

const eventsIn = (stream: string) => [...stream.matchAll(/^event: (.*)$/gm)].map(([, name]) => name);

/** Runs the shell blocks of the page, one after the other. @returns what each prints */
async function runCurlCalls(folder: string, names: Record<string, string>): Promise<string[]> {
  const page = readFileSync(join(import.meta.dirname, "../../docs/agent-api.md"), "utf8");
  const blocks = [...page.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block]) => block);
  const { stdout } = await promisify(execFile)("bash", ["-c", blocks.join("\necho '=== next'\n")], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...names },
    maxBuffer: 10_000_000,
  });
  return stdout.split("=== next\n");
}
