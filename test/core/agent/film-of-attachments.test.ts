import { describe, expect, it } from "vitest";
import { MediaIngest } from "../../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../../core/adapters/ingest/public-addresses.ts";
import { refuse } from "../../../core/adapters/ingest/refuse.ts";
import { admitResume, admitRetryScene } from "../../../core/agent/admit-job-run.ts";
import { editJob } from "../../../core/agent/edit-job.ts";
import { quoteRun } from "../../../core/agent/quote/quote-run.ts";
import { getRunRequest } from "../../../core/agent/run-request.ts";
import { showJob } from "../../../core/agent/show-job.ts";
import { creditsForScene, creditsForSpeech, creditsForTokens } from "../../../core/catalog/rates.ts";
import type { AgentEvent } from "../../../core/contract/agent-events.ts";
import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";
import { publicEvent } from "../../../core/events/public-event.ts";
import type { Ingest } from "../../../core/ports/ingest.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { mp3, mp4, pdf, png } from "../adapters/ingest/sample-media.ts";
import { type AgentWorld, agentWorld, doneOf, requestBody } from "./agent-world.ts";
import { chaoticDelivery } from "./chaos.ts";
import { type Delivery, drive, once } from "./drive.ts";
import { fakeIngest } from "./fake-makers.ts";
import type { Line, Script } from "./scripted-model.ts";

const attached = (name: string, bytes: Uint8Array) => ({
  name,
  base64: Buffer.from(bytes).toString("base64"),
});
const FILES = [
  attached("photo.png", png(640, 480)),
  attached("clip.mp4", mp4({ seconds: 3, tracks: ["vide"] })),
  attached("voice.mp3", mp3(200)),
  attached("brief.pdf", pdf(1)),
  attached("notes.txt", new TextEncoder().encode("Only words.")),
];
const MEDIA = "https://media.example";
const NARRATION = "This is what is said about it.";

interface Wanted {
  /** Names of files, or ids. */
  readonly shows?: string;
  readonly says?: string;
  readonly narration?: string;
}

/** A model that plans these films, one a turn until one is taken, by the names of the files. */
const planning =
  (...films: (readonly Wanted[])[]): Script =>
  (request, turn) => {
    const text = JSON.stringify(request.messages[0]?.content);
    const idOf = (name: string): string =>
      new RegExp(`assetId=\\\\"(attachment-\\w+)\\\\" name=\\\\"${name}`).exec(text)?.[1] ?? name;
    const last = JSON.stringify(request.messages.at(-1)?.content);
    const film = films[turn - 1];
    if (film === undefined || /Planned \d/.test(last)) return ["Done."];
    const scenes = film.map(({ shows, says, narration = NARRATION }, index) => ({
      title: `Part ${index + 1}`,
      narration,
      visualKind: "image",
      visualPrompt: `picture ${index + 1}`,
      ...(shows !== undefined && { assetId: idOf(shows) }),
      ...(says !== undefined && { narrationAssetId: idOf(says) }),
    }));
    const call: Line = { tool: "plan_long_video", input: { title: "Mine", locale: "en", scenes } };
    return [call];
  };

const modelCredits = creditsForTokens({
  inputTokens: 4000,
  outputTokens: 800,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});
const named = (events: readonly AgentEvent[], name: string) => events.filter((event) => event.name === name);
const pathOf = (ending: string) =>
  expect.stringMatching(new RegExp(`^/assets/user-1/[0-9a-f]{64}\\.${ending}$`));

async function made(script: Script, options: { delivery?: Delivery; fields?: object; ingest?: Ingest } = {}) {
  const world = await agentWorld(script, { ingest: options.ingest ?? fakeIngest });
  const { runId } = await world.admit({ attachedFiles: FILES, ...options.fields });
  await drive(world, runId, options.delivery ?? once);
  const events = await world.eventsOf(runId);
  const { data } = doneOf(events);
  const jobId = (await world.deps.runs.get(runId))?.jobId ?? "";
  const scenes = await world.deps.jobs.listScenes(jobId);
  const after = await world.balance();
  const spent = world.startCredits - after.available;
  return { world, runId, events, data, jobId, scenes, spent, held: after.held };
}

/** A plan that waits to be reviewed, and how it goes on. */
async function reviewed(script: Script, ingest = fakeIngest) {
  const { world, jobId, events } = await made(script, { fields: { reviewPlan: true }, ingest });
  return { world, jobId, events, resume: () => resume(world, jobId) };
}

async function resume(world: AgentWorld, jobId: string) {
  const before = await world.balance();
  const { run } = await admitResume(world.deps, world.account, { jobId, apiKey: "k" });
  await drive(world, run.runId);
  const scenes = await world.deps.jobs.listScenes(jobId);
  const after = await world.balance();
  return { scenes, spent: before.available - after.available, events: await world.eventsOf(run.runId) };
}

describe("a film of attached files", () => {
  it("shows each in the scene that names it, asks no vendor for those, and pays for what is said", async () => {
    const { world, scenes, spent, held, data, jobId } = await made(
      planning([{ shows: "photo.png" }, { shows: "clip.mp4" }, {}]),
    );
    expect(world.makers.started).toEqual([{ kind: "image", prompt: expect.stringMatching(/^picture 3/) }]);
    expect(scenes.map(({ visualKind, remoteUrl }) => [visualKind, remoteUrl])).toEqual([
      ["image", pathOf("png")],
      ["video", pathOf("mp4")],
      ["image", undefined],
    ]);
    const { items, assets } = await world.composition();
    const shown = (sceneId: string) => {
      const item = items[`${jobId}.${sceneId}.visual`];
      return item?.type === "image" || item?.type === "video" ? assets[item.assetId] : undefined;
    };
    expect(shown("scene-1")).toMatchObject({ type: "image", remoteUrl: scenes[0]?.remoteUrl });
    expect(shown("scene-2")).toMatchObject({ type: "video", remoteUrl: scenes[1]?.remoteUrl });
    const speech = creditsForSpeech(NARRATION.length);
    const generated = creditsForScene({ videoSeconds: 0, narrationCharacters: NARRATION.length });
    expect({ spent, held }).toEqual({ spent: modelCredits + 2 * speech + generated, held: 0 });
    expect(data).toMatchObject({
      messageKey: "Agent.longVideo.done.complete",
      creditsUsed: spent,
    });
  });

  it("may be narrated by a recording, which is free as well", async () => {
    const { world, scenes, spent } = await made(
      planning([{ shows: "photo.png", says: "voice.mp3", narration: "" }]),
    );
    expect(world.makers.spoken).toEqual([]);
    expect(scenes).toMatchObject([{ narrationUrl: pathOf("mp3"), result: { speech: { voiceId: "own" } } }]);
    expect(spent).toBe(modelCredits);
  });

  it("may show what is in the composition already", async () => {
    const composition: Composition = {
      ...emptyComposition(),
      assets: { sea: { id: "sea", type: "image", remoteUrl: "https://elsewhere.example/image/sea.png" } },
    };
    const { world, scenes } = await made(planning([{ shows: "sea" }]), { fields: { composition } });
    expect(world.makers.started).toEqual([]);
    expect(scenes).toMatchObject([{ remoteUrl: composition.assets.sea?.remoteUrl, state: "complete" }]);
  });

  it.each<[string, Wanted, string]>([
    ["is no file of this request", { shows: "attachment-000000000000" }, "There is no asset"],
    ["is a sound, to be seen", { shows: "voice.mp3" }, "is audio, neither a picture nor a clip"],
    ["is a picture, to be heard", { says: "photo.png" }, "is image, not audio"],
  ])(
    "tells the model what is wrong with one that %s, and takes the plan that it makes then",
    async (_, wrong, why) => {
      const { data, scenes } = await made(planning([{}, wrong], [{ shows: "photo.png" }]));
      expect(data.toolResults).toMatchObject([
        { success: false, error: expect.stringContaining(why) },
        { success: true },
      ]);
      expect(scenes).toHaveLength(1);
    },
  );

  it.each(["brief.pdf", "notes.txt"])("cannot show %s", async (name) => {
    const world = await agentWorld((request, turn) => {
      const text = JSON.stringify(request.messages[0]?.content);
      expect(text).toContain(`name=\\"${name}`);
      const kept = files.find((file) => file.name === name)?.assetId ?? "";
      return planning([{ shows: kept }])(request, turn);
    });
    const { runId } = await world.admit({ attachedFiles: FILES });
    const { attachments: files = [] } = await getRunRequest(world.deps.runs, runId);
    await drive(world, runId);
    const { data } = doneOf(await world.eventsOf(runId));
    const kind = name === "brief.pdf" ? "pdf" : "text";
    expect(data.toolResults).toMatchObject([
      { success: false, error: expect.stringContaining(`is ${kind}, neither a picture nor a clip`) },
    ]);
  });

  it("is not planned with a file that is gone", async () => {
    const world = await agentWorld(planning([{ shows: "clip.mp4" }]));
    const { runId } = await world.admit({ attachedFiles: FILES.slice(1, 2) });
    for (const key of world.stored.keys().filter((each) => each.startsWith("attachments/"))) {
      await world.deps.data.delete(key);
    }
    await drive(world, runId);
    const { toolResults } = doneOf(await world.eventsOf(runId)).data;
    expect(toolResults).toMatchObject([{ success: false, error: expect.stringContaining("gone") }]);
  });

  it.each(Array.from({ length: 20 }, (_, index) => index + 1))(
    "is the same, charged once, when steps come twice and crash between writes (%i)",
    async (seed) => {
      const delivery = chaoticDelivery(seed, { repeats: 0.4, crashes: 0.005, deaths: 0 });
      const { world, scenes, spent, held } = await made(
        planning([{ shows: "photo.png" }, { shows: "clip.mp4", says: "voice.mp3", narration: "" }]),
        { delivery },
      );
      expect(world.makers.started).toEqual([]);
      expect(scenes.map(({ state }) => state)).toEqual(["complete", "complete"]);
      expect({ spent, held }).toEqual({ spent: modelCredits + creditsForSpeech(NARRATION.length), held: 0 });
    },
  );
});

describe("the plan of such a film", () => {
  const plan = planning([{ shows: "photo.png", says: "voice.mp3" }, {}]);
  const url = (ending: string) =>
    expect.stringMatching(new RegExp(`^https://media.example/assets/user-1/[0-9a-f]{64}\\.${ending}$`));

  it("is shown with the files at their addresses, and priced without them", async () => {
    const { world, jobId, events } = await reviewed(plan);
    const job = await showJob(world.deps, world.account, jobId);
    expect(job.scenes).toMatchObject([
      { remoteUrl: url("png"), narrationUrl: url("mp3"), visualKind: "image", credits: 0 },
      { credits: 9 },
    ]);
    expect(job.scenes[1]).not.toHaveProperty("remoteUrl");
    expect(job.remainingCredits).toBe(9);
    const told = events.filter(({ name }) => name === "plan_ready");
    expect(told.map((event) => publicEvent(event, MEDIA))).toMatchObject([
      { payload: { scenes: [{ remoteUrl: url("png"), narrationUrl: url("mp3") }, {}] } },
    ]);
  });

  it("is as it was when what was read is written back", async () => {
    const { world, jobId } = await reviewed(plan);
    const { scenes } = await showJob(world.deps, world.account, jobId);
    const [first] = scenes;
    const body = { version: 1, scenes: [{ sceneId: "scene-1", remoteUrl: first?.remoteUrl }] };
    const edited = await editJob(world.deps, world.account, { jobId, body, ifMatch: undefined });
    expect(edited.version).toBe(1);
  });

  it("can give a scene's file to another, and take it away: then a picture is made", async () => {
    const { world, jobId, resume } = await reviewed(plan);
    const before = await showJob(world.deps, world.account, jobId);
    const body = {
      version: 1,
      scenes: [
        { sceneId: "scene-1", remoteUrl: null },
        { sceneId: "scene-2", remoteUrl: before.scenes[0]?.remoteUrl },
      ],
    };
    const edited = await editJob(world.deps, world.account, { jobId, body, ifMatch: undefined });
    const { scenes, spent } = await resume();
    expect(scenes.map(({ remoteUrl }) => remoteUrl)).toEqual([undefined, pathOf("png")]);
    expect(world.makers.started).toEqual([{ kind: "image", prompt: expect.stringMatching(/^picture 1/) }]);
    expect(spent).toBe(edited.remainingCredits);
  });

  it("is made, and made again, long after the attached files were forgotten", async () => {
    const { world, jobId, resume } = await reviewed(plan);
    for (const key of world.stored.keys().filter((each) => each.startsWith("attachments/"))) {
      await world.deps.data.delete(key);
    }
    const { scenes } = await resume();
    expect(scenes.map(({ state }) => state)).toEqual(["complete", "complete"]);
    const again = { jobId, sceneId: "scene-1", apiKey: "k" };
    const { run } = await admitRetryScene(world.deps, world.account, again);
    await drive(world, run.runId);
    const [first] = await world.deps.jobs.listScenes(jobId);
    expect(first).toMatchObject({
      generation: 2,
      result: { generation: 2, visual: { path: pathOf("png") } },
    });
    expect(world.makers.started).toHaveLength(1);
  });

  it("fails only the scene whose file is not there any more, with the reason and for nothing", async () => {
    const fromOwn: Ingest["fromOwn"] = async (userId, path) => {
      if (path.endsWith(".png")) throw refuse("It is not there any more.");
      return fakeIngest.fromOwn(userId, path);
    };
    const { resume } = await reviewed(plan, { ...fakeIngest, fromOwn });
    const { events, spent } = await resume();
    expect(named(events, "scene_failed")).toEqual([
      {
        name: "scene_failed",
        payload: { sceneId: "scene-1", error: "remoteUrl: It is not there any more." },
      },
    ]);
    expect(spent).toBe(9);
  });

  it("takes nothing of another account, whatever a composition says", async () => {
    const theirs = `/assets/user-2/${"0".repeat(64)}.png`;
    const media = inMemoryBlobStore();
    await media.put(theirs.slice(1), png(64, 64));
    const ingest = new MediaIngest({ media, allowList: parseAllowList("") });
    const world = await agentWorld(planning([{ shows: "sea", narration: "" }]), { ingest });
    const assets = { sea: { id: "sea", type: "image" as const, remoteUrl: theirs } };
    const { runId } = await world.admit({ composition: { ...emptyComposition(), assets } });
    await drive(world, runId);
    const events = await world.eventsOf(runId);
    expect(named(events, "scene_failed")).toMatchObject([
      { payload: { error: "remoteUrl: The media URL is not a URL." } },
    ]);
  });
});

describe("the quote of a film of attached files", () => {
  const quote = async (message: string, fields: object = {}) => {
    const world = await agentWorld(() => ["Nothing."]);
    return quoteRun(world.deps, world.account, requestBody({ message, attachedFiles: FILES, ...fields }));
  };

  it.each([
    "Make a film of these pictures",
    "make me a short video with my 2 photos about the sea",
    "Turn these photos into a slideshow, please make it one video",
    "이 사진들로 영상 만들어줘",
    "첨부한 사진 두 장으로 바다에 대한 영상을 만들어줘",
    "Haz un vídeo con estas fotos",
    "Crea una película de mis 2 fotos sobre el mar",
  ])("has a scene for each of them, and nothing generated: %s", async (message) => {
    expect(await quote(message)).toMatchObject({
      kind: "long-video",
      scenes: { min: 1, expected: 2 },
      tools: { images: { count: { min: 0, expected: 0 } } },
    });
  });

  it("generates the scenes that are more than the files", async () => {
    const { tools, credits } = await quote("Explain the sea with my photos", { scenes: 5 });
    expect(tools.images.count).toEqual({ min: 0, expected: 3, max: 5 });
    expect(credits.min).toBe(tools.model.credits.min);
  });

  it("counts on nothing of what the request does not speak of", async () => {
    const { tools } = await quote("Explain the tides", { scenes: 3 });
    expect(tools.images.count.expected).toBe(3);
  });

  it("is of an edit where the files are for one", async () => {
    expect((await quote("Use this photo as the background")).kind).toBe("edit");
  });

  it("holds what the run captures", async () => {
    const { credits } = await quote("Make a film of these pictures");
    const { spent } = await made(planning([{ shows: "photo.png" }, { shows: "clip.mp4" }]));
    expect(spent).toBeGreaterThanOrEqual(credits.min);
    expect(spent).toBeLessThanOrEqual(credits.expected);
  });
});
