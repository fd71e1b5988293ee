import { blobFilmPlanStore } from "../../../core/adapters/s3/film-plan-store.ts";
import { systemSha256 } from "../../../core/adapters/system/sha256.ts";
import type { BusEvent } from "../../../core/contract/bus-events.ts";
import type { Composition } from "../../../core/contract/composition.ts";
import type { RendererName } from "../../../core/contract/rendered-segment.ts";
import type { Account } from "../../../core/ports/accounts.ts";
import type { FilmRequest } from "../../../core/ports/film-finisher.ts";
import type { RunLock } from "../../../core/ports/runs.ts";
import type { RendererJobState } from "../../../core/ports/segment-renderer.ts";
import { cutRender } from "../../../core/renders/cut-render.ts";
import { finishFilm } from "../../../core/renders/finish-film.ts";
import { publishRender } from "../../../core/renders/publish-render.ts";
import { checkSegment, startSegment } from "../../../core/renders/render-segment.ts";
import { verifySegments } from "../../../core/renders/verify-segments.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { testClock } from "../../suites/in-memory/clock.ts";
import { inMemoryCreditStore } from "../../suites/in-memory/credit-store.ts";
import { inMemoryProjectStore } from "../../suites/in-memory/project-store.ts";
import { inMemoryRenderStore } from "../../suites/in-memory/render-store.ts";

export const userId = "user_1";
export const projectId = 7;

/** `count` scenes of 4 s: a moving picture each, and one narration under the first. */
export function scenesFilm(count: number): Composition {
  const scenes = Array.from({ length: count }, (_, index) => ({
    id: `scene-${index}`,
    type: "image" as const,
    assetId: `picture-${index}`,
    from: index * 120,
    durationInFrames: 120,
    kenBurns: { start: { scale: 1, x: 0.5, y: 0.5 }, end: { scale: 1.1, x: 0.5, y: 0.5 } },
  }));
  const voice = { id: "voice", type: "audio" as const, assetId: "speech", from: 0, durationInFrames: 100 };
  const asset = (id: string, type: "image" | "audio") => ({
    id,
    type,
    remoteUrl: `/assets/${userId}/${id}.${type === "image" ? "png" : "mp3"}`,
    contentHash: `hash-${id}`,
  });
  const pictures = scenes.map(({ assetId }) => asset(assetId, "image"));
  return {
    fps: 30,
    compositionWidth: 1920,
    compositionHeight: 1080,
    tracks: [{ id: "t", items: [...scenes.map(({ id }) => id), "voice"] }],
    items: Object.fromEntries([...scenes, voice].map((item) => [item.id, item])),
    assets: Object.fromEntries([...pictures, asset("speech", "audio")].map((each) => [each.id, each])),
  };
}

/** Everything a render needs, in memory; the renderer draws by putting a key into `drawn`. */
export async function renderStudio(composition: Composition = scenesFilm(3)) {
  const clock = testClock();
  let nextId = 0;
  const drawn = new Set<string>();
  /** When each drawn segment was last put or renewed. */
  const usedAt = new Map<string, number>();
  const jobs = new Map<string, string>();
  const startedAs: number[] = [];
  const finished: FilmRequest[] = [];
  const published: BusEvent[] = [];
  const machine = {
    started: [] as string[],
    status: "running" as "running" | "ended" | "missing",
    isDown: false,
  };
  const state = {
    lock: undefined as RunLock | undefined,
    answers: [] as RendererJobState[],
    renderer: "compositor" as RendererName,
  };
  const createdAtEpochMs = clock.now();
  const account: Account = {
    userId,
    email: "a@example.com",
    plan: "creator",
    monthlyRemaining: 100,
    purchased: 0,
    held: 0,
    // Of the month that it is: no allowance is due.
    allowanceMonth: new Date(createdAtEpochMs).toISOString().slice(0, 7),
    createdAtEpochMs,
  };
  const accounts = new Map([[userId, account]]);
  const projects = inMemoryProjectStore();
  await projects.create({
    projectId,
    userId,
    name: "A film",
    status: "draft",
    templateId: null,
    settings: {},
    thumbnailUrl: null,
    version: 1,
    renderPath: null,
    renderProgress: null,
    renderError: null,
    createdAtEpochMs,
    lastEditedAtEpochMs: createdAtEpochMs,
    composition,
  });
  const deps = {
    clock,
    ids: { next: (prefix: string) => `${prefix}_${++nextId}`, secret: () => "5ec7e7", random: () => 0 },
    sha256: systemSha256,
    credits: inMemoryCreditStore(accounts),
    projects,
    renders: inMemoryRenderStore(),
    plans: blobFilmPlanStore(inMemoryBlobStore()),
    events: { publish: async (event: BusEvent) => void published.push(event) },
    runs: { getLock: async () => state.lock },
    ingest: {
      fromUrl: async (_userId: string, url: string) => ({
        path: `/assets/${userId}/fetched`,
        contentHash: `hash of ${url}`,
        kind: "image" as const,
        mimeType: "image/png",
        sizeInBytes: 1,
      }),
    },
    aheadPlaces: 1,
    segments: {
      head: async (key: string) => {
        if (!drawn.has(key)) return undefined;
        const modifiedAtEpochMs = usedAt.get(key) ?? clock.now();
        usedAt.set(key, modifiedAtEpochMs);
        return { sizeInBytes: 1, modifiedAtEpochMs };
      },
      renew: async (key: string) => {
        usedAt.set(key, clock.now());
        return drawn.has(key);
      },
    },
    workflows: {
      async startRender(renderId: string) {
        if (machine.isDown) throw new Error("Step Functions is down");
        machine.started.push(renderId);
      },
      renderStatus: async () => machine.status,
      stopRender: async () => undefined,
    },
    renderer: {
      fingerprint: "test",
      async start(_picture: unknown, key: string, tries: number) {
        const id = `job_${jobs.size + 1}`;
        jobs.set(id, key);
        startedAs.push(tries);
        return id;
      },
      async check(id: string): Promise<RendererJobState> {
        const answer = state.answers.shift();
        if (answer) return answer;
        drawn.add(jobs.get(id) ?? "");
        return { renderer: state.renderer, state: "ready" };
      },
    },
    finisher: { finish: async (request: FilmRequest) => void finished.push(request) },
  };
  return {
    deps,
    drawn,
    usedAt,
    jobs,
    /** The tries that the renderer was told. */
    startedAs,
    finished,
    machine,
    state,
    published,
    account: () => accounts.get(userId) ?? account,
    project: async () => {
      const project = await projects.get(projectId);
      if (!project) throw new Error("the project is gone");
      return project;
    },
    /** What the state machine does, each step delivered `times` times. */
    async run(renderId: string, times = 1): Promise<void> {
      const repeat = async <Result>(step: () => Promise<Result>): Promise<Result> => {
        for (let again = 1; again < times; again += 1) await step();
        return step();
      };
      const { segments } = await repeat(() => cutRender(deps, renderId));
      for (const { index } of segments) {
        let look = await repeat(() => startSegment(deps, renderId, index));
        while (look.state === "rendering") {
          const { attempt } = look;
          look = await repeat(() => checkSegment(deps, renderId, index, attempt));
        }
      }
      await repeat(() => verifySegments(deps, renderId));
      await repeat(() => finishFilm(deps, renderId));
      await repeat(() => publishRender(deps, renderId));
    },
  };
}
