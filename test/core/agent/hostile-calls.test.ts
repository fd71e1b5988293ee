import { describe, expect, it } from "vitest";
import { MediaIngest } from "../../../core/adapters/ingest/media-ingest.ts";
import { parseAllowList } from "../../../core/adapters/ingest/public-addresses.ts";
import { MAX_CALLS_A_TURN } from "../../../core/agent/act.ts";
import { type Composition, emptyComposition, MAX_TRACKS } from "../../../core/contract/composition.ts";
import { inMemoryBlobStore } from "../../suites/in-memory/blob-store.ts";
import { png } from "../adapters/ingest/sample-media.ts";
import { agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import type { Line } from "./scripted-model.ts";

const OTHER_PROJECT = 77;
const STRANGERS_PROJECT = 99;
const TITLE = { type: "text" as const, text: "Mine", from: 0, durationInFrames: 30 };

const film = (remoteUrl = "https://elsewhere.example/image/sea.png"): Composition => ({
  ...emptyComposition(),
  tracks: [{ id: "main", items: ["title", "sea"] }],
  items: {
    title: { id: "title", ...TITLE },
    sea: { id: "sea", type: "image", assetId: "blue", from: 30, durationInFrames: 30 },
  },
  assets: { blue: { id: "blue", type: "image", remoteUrl } },
});

/** A world with another project of the same account and one of a stranger's, and a model that makes these calls. */
async function attacked(calls: readonly Line[], options: { composition?: Composition } = {}) {
  const { composition = film() } = options;
  const media = inMemoryBlobStore();
  const ingest = new MediaIngest({ media, allowList: parseAllowList("") });
  const world = await agentWorld((_, turn) => (turn === 1 ? calls : ["Done."]), { ingest });
  const { projects } = world.deps;
  await projects.writeComposition(PROJECT_ID, 1, composition, { lastEditedAtEpochMs: 0 });
  const own = await projects.getWithComposition(PROJECT_ID);
  if (own === undefined) throw new Error("no project");
  const others = [
    { ...own, projectId: OTHER_PROJECT },
    { ...own, projectId: STRANGERS_PROJECT, userId: "user-2" },
  ];
  for (const other of others) await projects.create(other);
  const readOthers = () =>
    Promise.all([OTHER_PROJECT, STRANGERS_PROJECT].map((id) => projects.getWithChat(id, 100)));
  const before = structuredClone(await readOthers());
  const keysBefore = world.stored.keys();
  const { runId } = await world.admit({ composition });
  await drive(world, runId);
  expect(await readOthers()).toEqual(before);
  const written = world.stored.keys().filter((key) => !keysBefore.includes(key));
  expect(written.filter((key) => !key.startsWith(`runs/${runId}/`))).toEqual([]);
  return { world, runId, media, done: doneOf(await world.eventsOf(runId)).data };
}

describe("a model that was talked into something", () => {
  it.each<[string, Line]>([
    ["name another project", { tool: "remove_item", input: { itemId: "title", projectId: OTHER_PROJECT } }],
    ["name another account", { tool: "add_item", input: { type: "text", text: "Hi", userId: "user-2" } }],
    [
      "change who owns an item",
      { tool: "update_item", input: { itemId: "title", changes: { userId: "x" } } },
    ],
    ["bring a URL", { tool: "add_item", input: { type: "image", remoteUrl: "http://169.254.169.254/" } }],
    [
      "point an item at a URL",
      { tool: "update_item", input: { itemId: "sea", changes: { remoteUrl: "http://10.0.0.1/" } } },
    ],
    [
      "point an item at a path",
      { tool: "update_item", input: { itemId: "sea", changes: { assetId: "/assets/user-2/a.png" } } },
    ],
    [
      "give a vendor a URL",
      { tool: "generate_image", input: { prompt: "x", sourceImageUrl: "http://127.0.0.1/" } },
    ],
    ["reach a prototype", { tool: "remove_item", input: { itemId: "__proto__" } }],
    ["use a tool that is not there", { tool: "get_project", input: { projectId: OTHER_PROJECT } }],
    ["plan 101 scenes", { tool: "plan_long_video", input: planOf(101) }],
  ])("cannot %s: the call is refused, and nothing changes", async (_, call) => {
    const { world, done } = await attacked([call]);
    expect(done.toolResults).toMatchObject([{ success: false }]);
    expect(await world.composition()).toEqual(film());
    expect(world.makers.started).toEqual([]);
  });

  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://localhost:9000/",
    "http://[::1]/a.png",
    "http://0x7f000001/a.png",
    "file:///etc/passwd",
    "/assets/user-2/1.png",
    "../secret",
  ])("has no picture fetched from %s", async (url) => {
    const call = { tool: "generate_image", input: { prompt: "night", itemId: "sea" } };
    const { world, done, media } = await attacked([call], { composition: film(url) });
    expect(done.toolResults).toMatchObject([{ toolName: "generate_image", success: false }]);
    expect(world.makers.started).toEqual([]);
    expect(media.keys()).toEqual([]);
    expect((await world.balance()).held).toBe(0);
  });

  it("cannot put what another account attached into the film", async () => {
    const world = await agentWorld((_, turn) =>
      turn === 1
        ? [{ tool: "add_item", input: { type: "image", assetId: "attachment-0123456789ab" } }]
        : ["Done."],
    );
    await world.deps.data.put(`attachments/user-2/0123456789ab${"0".repeat(52)}`, png(64, 64));
    const { runId } = await world.admit({});
    await drive(world, runId);
    expect(doneOf(await world.eventsOf(runId)).data.toolResults).toMatchObject([{ success: false }]);
    expect((await world.composition()).assets).toEqual({});
  });

  it("gets so many calls of a turn carried out, and is told of the others", async () => {
    const add = (index: number) => ({ tool: "add_item", input: { type: "text", text: `${index}` } });
    const calls = Array.from({ length: MAX_CALLS_A_TURN + 20 }, (_, index) => add(index));
    const { world, done } = await attacked(calls, { composition: emptyComposition() });
    expect(Object.keys((await world.composition()).items)).toHaveLength(MAX_CALLS_A_TURN);
    expect(done.toolResults.slice(MAX_CALLS_A_TURN)).toEqual(
      Array(20).fill(expect.objectContaining({ success: false })),
    );
  });

  it("cannot make a film that nobody could save", async () => {
    const tracks = Array.from({ length: MAX_TRACKS - 2 }, (_, index) => ({ id: `t${index}`, items: [] }));
    const more = { tool: "add_item", input: { type: "text", text: "Hi" } };
    const { world, done } = await attacked([more, more, more], {
      composition: { ...emptyComposition(), tracks },
    });
    expect(done.toolResults).toMatchObject([{ success: true }, { success: true }, { success: false }]);
    expect((await world.composition()).tracks).toHaveLength(MAX_TRACKS);
  });
});

function planOf(scenes: number) {
  const scene = { title: "One", narration: "It is.", visualKind: "image", visualPrompt: "sea" };
  return { title: "Film", locale: "en", scenes: Array(scenes).fill(scene) };
}
