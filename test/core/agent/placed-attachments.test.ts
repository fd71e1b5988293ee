import { describe, expect, it } from "vitest";
import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";
import { mp3, mp4, pdf, png } from "../adapters/ingest/sample-media.ts";
import { type AgentWorld, agentWorld, doneOf, PROJECT_ID } from "./agent-world.ts";
import { drive } from "./drive.ts";
import type { Line, Script } from "./scripted-model.ts";

const attached = (name: string, bytes: Uint8Array) => ({
  name,
  base64: Buffer.from(bytes).toString("base64"),
});
const PHOTO = attached("photo.png", png(640, 480));
const CLIP = attached("clip.mp4", mp4({ seconds: 3, tracks: ["vide"] }));
const SONG = attached("song.mp3", mp3(200));

/** The ids that the model was told, by the files' names. */
function idsIn(world: AgentWorld): Record<string, string> {
  const text = JSON.stringify(world.model.requests[0]?.messages[0]?.content ?? "");
  const found = [...text.matchAll(/assetId=\\"(attachment-\w+)\\" name=\\"([^\\"]+)\\"/g)];
  return Object.fromEntries(found.map(([, id = "", name = ""]) => [name, id]));
}

/** A model that is told the ids and then makes these calls, one turn each. */
const calling =
  (...calls: ((ids: (name: string) => string) => Line)[]): Script =>
  (request, turn) => {
    const text = JSON.stringify(request.messages[0]?.content);
    const idOf = (name: string): string =>
      new RegExp(`assetId=\\\\"(attachment-\\w+)\\\\" name=\\\\"${name}`).exec(text)?.[1] ?? "none";
    const call = calls[turn - 1];
    return call === undefined ? ["Done."] : [call(idOf)];
  };

async function edited(script: Script, files: readonly object[], composition = emptyComposition()) {
  const world = await agentWorld(script);
  await world.deps.projects.writeComposition(PROJECT_ID, 1, composition, { lastEditedAtEpochMs: 0 });
  const { runId } = await world.admit({ composition, attachedFiles: files });
  await drive(world, runId);
  return { world, runId, result: await world.composition(), done: doneOf(await world.eventsOf(runId)) };
}

const backdrop = (): Composition => ({
  ...emptyComposition(),
  tracks: [{ id: "main", items: ["sea"] }],
  items: { sea: { id: "sea", type: "image", assetId: "blue", from: 0, durationInFrames: 300 } },
  assets: { blue: { id: "blue", type: "image", remoteUrl: "https://elsewhere.example/image/sea.png" } },
});

describe("an attached file in the film", () => {
  it("is an asset of the account once a tool shows it", async () => {
    const { world, result } = await edited(
      calling((id) => ({ tool: "add_item", input: { type: "image", assetId: id("photo.png") } })),
      [PHOTO, SONG],
    );
    const id = idsIn(world)["photo.png"] ?? "";
    expect(Object.values(result.items)).toMatchObject([{ type: "image", assetId: id }]);
    expect(result.assets).toEqual({
      [id]: expect.objectContaining({
        type: "image",
        name: "photo.png",
        remoteUrl: expect.stringMatching(/^\/assets\/user-1\/[0-9a-f]{64}\./),
        contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    });
  });

  it("takes the place of what an item shows", async () => {
    const { world, result } = await edited(
      calling((id) => ({
        tool: "update_item",
        input: { itemId: "sea", changes: { assetId: id("photo.png") } },
      })),
      [PHOTO],
      backdrop(),
    );
    expect(result.items.sea).toMatchObject({ assetId: idsIn(world)["photo.png"], durationInFrames: 300 });
  });

  it("may be a clip where a picture was, in its time and place", async () => {
    const { world, result, done } = await edited(
      calling(
        (id) => ({
          tool: "update_item",
          input: { itemId: "sea", changes: { assetId: id("clip.mp4"), opacity: 0.5 } },
        }),
        (id) => ({
          tool: "update_item",
          input: { itemId: "sea", changes: { assetId: id("clip.mp4") } },
        }),
      ),
      [CLIP],
      backdrop(),
    );
    expect(done.data.toolResults).toMatchObject([{ success: false }, { success: true }]);
    expect(result.items.sea).toMatchObject({
      type: "video",
      assetId: idsIn(world)["clip.mp4"],
      from: 0,
      durationInFrames: 300,
    });
    expect(result.tracks.flatMap(({ items }) => items)).toEqual(["sea"]);
  });

  it("may be a clip or a sound, each as long as it is", async () => {
    const { result } = await edited(
      calling(
        (id) => ({ tool: "add_item", input: { type: "video", assetId: id("clip.mp4") } }),
        (id) => ({ tool: "add_item", input: { type: "audio", assetId: id("song.mp3") } }),
      ),
      [CLIP, SONG],
    );
    expect(Object.values(result.items).map(({ type }) => type)).toEqual(["video", "audio"]);
    expect(Object.keys(result.assets)).toHaveLength(2);
  });

  it("is what a vendor gets to change, at our own address", async () => {
    const world = await agentWorld((request, turn) => {
      if (turn === 1)
        return calling((id) => ({ tool: "add_item", input: { type: "image", assetId: id("photo.png") } }))(
          request,
          1,
        );
      const itemId = /Added image item ([\w-]+)/.exec(JSON.stringify(request.messages))?.[1] ?? "";
      return turn === 2
        ? [{ tool: "generate_image", input: { prompt: "the same at night", itemId } }]
        : ["Done."];
    });
    const { runId } = await world.admit({ attachedFiles: [PHOTO] });
    await drive(world, runId);
    expect(world.makers.started).toMatchObject([
      { sourceImageUrl: expect.stringMatching(/^https:\/\/media\.example\/assets\/user-1\/[0-9a-f]{64}\./) },
    ]);
  });

  it.each([
    ["a document", attached("brief.pdf", pdf(1)), "brief.pdf"],
    ["a file of another run", PHOTO, "attachment-000000000000"],
  ])("is not %s", async (_, file, name) => {
    const { result, done } = await edited(
      calling((id) => ({
        tool: "add_item",
        input: { type: "image", assetId: name.startsWith("attachment-") ? name : id(name) },
      })),
      [file],
    );
    expect(done.data.toolResults).toMatchObject([{ success: false }]);
    expect(result.items).toEqual({});
  });

  it("is there once, however often the step that shows it comes", async () => {
    const script = calling((id) => ({
      tool: "add_item",
      input: { type: "image", assetId: id("photo.png") },
    }));
    const world = await agentWorld(script);
    const { runId } = await world.admit({ attachedFiles: [PHOTO] });
    await drive(world, runId, {
      async attempt(perform, deps) {
        await perform(deps);
        return perform(deps);
      },
      dies: () => false,
      maxAttempts: 3,
    });
    const { items, assets } = await world.composition();
    expect([Object.keys(items).length, Object.keys(assets).length]).toEqual([1, 1]);
  });

  it("that is gone when it is wanted is an answer to the model", async () => {
    const script = calling((id) => ({
      tool: "add_item",
      input: { type: "image", assetId: id("photo.png") },
    }));
    const world = await agentWorld(script);
    const { runId } = await world.admit({ attachedFiles: [PHOTO] });
    const key = world.stored.keys().find((each) => each.startsWith("attachments/")) ?? "";
    const get = world.deps.data.get.bind(world.deps.data);
    let reads = 0;
    // There for the model to look at, and then no more.
    world.deps.data.get = async (wanted) => (wanted === key && reads++ > 0 ? undefined : get(wanted));
    await drive(world, runId);
    const { toolResults } = doneOf(await world.eventsOf(runId)).data;
    expect(toolResults).toMatchObject([{ success: false, error: expect.stringContaining("gone") }]);
  });
});
