import { describe, expect, it } from "vitest";
import { STATIC_SYSTEM } from "../../../core/agent/prompt.ts";
import { impliedWork } from "../../../core/agent/quote/implied-work.ts";
import { INSTRUCTION_TOKENS, quoteRun } from "../../../core/agent/quote/quote-run.ts";
import { chatTools } from "../../../core/agent/tools/registry.ts";
import { creditsForScene, MODEL_ESTIMATE_CREDITS } from "../../../core/catalog/rates.ts";
import { type Composition, emptyComposition } from "../../../core/contract/composition.ts";
import { TYPICAL_SCENE_CREDITS } from "../../../core/jobs/scene-price.ts";
import { english } from "../../instructions/english.ts";
import { startingFilm } from "../../instructions/film.ts";
import { korean } from "../../instructions/korean.ts";
import type { Outcome } from "../../instructions/outcome.ts";
import { spanish } from "../../instructions/spanish.ts";
import { agentWorld, doneOf, PROJECT_ID, requestBody } from "./agent-world.ts";
import { drive } from "./drive.ts";
import { plansFilm, type Script } from "./scripted-model.ts";

/** A film with a picture, a clip where asked for, and a title. */
function filmWith(...types: ("image" | "video")[]): Composition {
  const shown = types.map((type) => ({
    id: type,
    type,
    assetId: `${type}-asset`,
    from: 0,
    durationInFrames: 90,
  }));
  const title = { id: "title", type: "text" as const, text: "Sofa", from: 0, durationInFrames: 90 };
  return {
    ...emptyComposition(),
    tracks: [{ id: "t", items: ["title", ...types] }],
    items: Object.fromEntries([title, ...shown].map((item) => [item.id, item])),
    assets: Object.fromEntries(
      types.map((type) => [
        `${type}-asset`,
        { id: `${type}-asset`, type, remoteUrl: `/assets/user-1/1.${type}` },
      ]),
    ),
  };
}

const quote = async (fields: Record<string, unknown>, credits?: number) => {
  const world = await agentWorld(() => ["Nothing."], credits === undefined ? {} : { credits });
  return quoteRun(world.deps, world.account, requestBody(fields));
};

describe("a quote", () => {
  it("spends nothing: no hold, no run, no lock, nothing kept", async () => {
    const world = await agentWorld(() => ["Nothing."]);
    const kept: string[] = [];
    const { put } = world.deps.data;
    world.deps.data.put = async (key, ...rest) => {
      kept.push(key);
      return put(key, ...rest);
    };
    const attachedFiles = [{ name: "a.txt", base64: Buffer.from("Read this.").toString("base64") }];
    await quoteRun(world.deps, world.account, requestBody({ attachedFiles }));
    expect(kept).toEqual([]);
    expect(await world.balance()).toEqual({ available: world.startCredits, held: 0 });
    expect(await world.deps.runs.getLock(world.account.userId)).toBeUndefined();
    expect(world.executions.size).toBe(0);
    expect(world.model.requests).toEqual([]);
  });

  it("says for a film of so many scenes what each tool comes to, and what the render would", async () => {
    const result = await quote({ message: "Explain how it works", scenes: 8 });
    expect(result).toMatchObject({
      kind: "long-video",
      scenes: { min: 8, expected: 8, max: 8 },
      required: MODEL_ESTIMATE_CREDITS + TYPICAL_SCENE_CREDITS,
      available: 10_000,
      tools: {
        model: { credits: { min: 1, max: MODEL_ESTIMATE_CREDITS } },
        images: { count: { expected: 8, max: 8 }, credits: { expected: 64 } },
        video: { seconds: { min: 0, expected: 0, max: 80 } },
        speech: { characters: { expected: 2000, max: 12_000 }, credits: { expected: 8, max: 48 } },
      },
      render: { seconds: { expected: 128 }, credits: { expected: 18 } },
    });
    const dearest = creditsForScene({ videoSeconds: 10, narrationCharacters: 1500 });
    expect(result.credits.max).toBe(MODEL_ESTIMATE_CREDITS + 8 * dearest);
    expect(result.credits.expected).toBe(result.tools.model.credits.expected + 8 * TYPICAL_SCENE_CREDITS);
  });

  it("of a plan that is to be reviewed is the model's", async () => {
    const { credits, tools } = await quote({ scenes: 3, reviewPlan: true });
    expect(credits).toEqual(tools.model.credits);
    expect(tools.images.count.max).toBe(3);
  });

  it("counts what the model has to read", async () => {
    const short = await quote({ message: "Add a title 'A'" });
    const long = await quote({
      message: "Add a title 'A'",
      chatHistory: [{ role: "user", content: "word ".repeat(4000) }],
    });
    expect(long.tools.model.credits.expected).toBeGreaterThan(short.tools.model.credits.expected);
    const written = STATIC_SYSTEM.length + JSON.stringify(chatTools).length;
    expect(INSTRUCTION_TOKENS / (written / 4)).toBeGreaterThan(0.8);
    expect(INSTRUCTION_TOKENS / (written / 4)).toBeLessThan(1.4);
  });

  it("asks what the run asks for, and refuses what it refuses", async () => {
    await expect(quote({ message: undefined, locale: "xx" })).rejects.toMatchObject({ httpStatus: 400 });
    await expect(quote({ projectId: 99 })).rejects.toMatchObject({ httpStatus: 404 });
    await expect(quote({ selectedItemContext: { itemId: "nothing" } })).rejects.toMatchObject({
      httpStatus: 400,
    });
    const world = await agentWorld(() => []);
    const stranger = { ...world.account, userId: "user-2" };
    await expect(quoteRun(world.deps, stranger, requestBody())).rejects.toMatchObject({ httpStatus: 403 });
  });

  it("names what has to be there, as the run's refusal does", async () => {
    const clip = { message: "Replace the clip with footage of waves", composition: filmWith("video") };
    const { required, available } = await quote(clip, 100);
    expect({ required, available }).toEqual({ required: MODEL_ESTIMATE_CREDITS + 100, available: 100 });
    const poor = await agentWorld(() => [], { credits: 100 });
    await expect(poor.admit(clip)).rejects.toMatchObject({ data: { required, available } });
  });
});

describe("what a request implies", () => {
  const films: [string, number, number, number][] = [
    ["Make a 30-second explainer about the new iPhone chip in 8 scenes.", 8, 8, 8],
    ["explain the iPhone 17 chip in 8 scenes", 8, 8, 8],
    ["Make a 30s explainer on Korean street food.", 2, 5, 10],
    ["블랙홀을 다섯 장면으로 설명해줘", 5, 5, 5],
    ["커피의 역사에 대한 영상 만들어줘", 4, 6, 8],
    ["Explica cómo se forma un arcoíris en tres escenas", 3, 3, 3],
    ["Crea un vídeo sobre los volcanes", 4, 6, 8],
    ["Why is the sky blue?", 4, 6, 8],
  ];
  it.each(films)("is a film: %s", (message, min, expected, max) => {
    expect(impliedWork({ message }, emptyComposition())).toMatchObject({
      kind: "long-video",
      scenes: { min, expected, max },
    });
  });

  const images: [string, string | undefined][] = [
    ["흰색 쇼파를 가죽 검은색으로 변경", undefined],
    ["Replace the white sofa with a black leather one", undefined],
    ["Swap the background for a beach at night", undefined],
    ["Regenerate the image", undefined],
    ["배경을 해변으로 바꿔줘", undefined],
    ["Cambia el fondo por una playa", undefined],
    ["Add a picture of a mountain", undefined],
    ["make it a rainy night", "image"],
  ];
  it.each(images)("is one picture: %s", (message, itemId) => {
    const selected = itemId === undefined ? {} : { selectedItemContext: { itemId } };
    expect(impliedWork({ message, ...selected }, filmWith("image"))).toEqual({
      kind: "edit",
      images: { min: 1, expected: 1, max: 1 },
      clips: { min: 0, expected: 0, max: 0 },
      speeches: { min: 0, expected: 0, max: 0 },
    });
  });

  it.each([
    "Add a centered title 'Summer Sale' for 3 seconds.",
    "제목을 빨간색으로 바꿔줘",
    "Elimina el título",
    "Remove the picture",
    "Trim the clip to 2 seconds",
    "Make the headline bigger",
    "Mueve el título arriba",
  ])("is nothing of a vendor's: %s", (message) => {
    expect(impliedWork({ message }, filmWith("image"))).toMatchObject({
      images: { max: 0 },
      clips: { max: 0 },
      speeches: { max: 0 },
    });
  });

  it("is one clip, or one thing said", () => {
    const clip = impliedWork({ message: "Replace the clip with waves" }, filmWith("video"));
    expect(clip).toMatchObject({ clips: { min: 1, max: 1 }, images: { max: 0 } });
    const said = impliedWork({ message: "Add a voice-over that says 'Welcome'" }, filmWith("image"));
    expect(said).toMatchObject({ speeches: { min: 1, max: 1 }, images: { max: 0 } });
  });

  it("takes nothing from what is to be written in the film", () => {
    const work = impliedWork({ message: "Add a title 'Explain 8 scenes of images'" }, filmWith("image"));
    expect(work).toMatchObject({ kind: "edit", images: { max: 0 } });
  });

  it("is a range where nobody can know", () => {
    const work = impliedWork({ message: "Make it feel warmer" }, filmWith("image"));
    expect(work).toMatchObject({ kind: "edit", images: { min: 0, max: 1 } });
    const stage = impliedWork({ message: "Change the background color to blue" }, filmWith("image"));
    expect(stage).toMatchObject({ kind: "edit", images: { min: 0, max: 1 } });
    const all = impliedWork({ message: "Regenerate all images" }, filmWith("image", "video"));
    expect(all).toMatchObject({ images: { min: 1, max: 2 } });
  });
});

/** What it comes to by its outcome, as the whole product is tested on it. */
function madeBy({ repainted = {}, respoken = {} }: Outcome) {
  const made = Object.values(repainted);
  return {
    images: made.filter(({ type }) => type === "image").length,
    clips: made.filter(({ type }) => type === "video").length,
    speeches: Object.keys(respoken).length,
  };
}

describe("the instructions that the whole product is tested on", () => {
  const instructions = [english, korean, spanish].flatMap(({ locale, instructions: all }) =>
    all
      // What these add is said by checks that nobody can ask for a kind of item.
      .filter(({ outcome }) => outcome.added === undefined)
      .map(({ message, selectedItemId, outcome }) => ({ locale, message, selectedItemId, outcome })),
  );
  const isRead = ({ locale, message, selectedItemId, outcome }: (typeof instructions)[number]) => {
    const selected = selectedItemId === undefined ? {} : { selectedItemContext: { itemId: selectedItemId } };
    const work = impliedWork({ message, ...selected }, startingFilm(locale, "https://media.example"));
    if (work.kind !== "edit") return false;
    const made = madeBy(outcome);
    return (["images", "clips", "speeches"] as const).every(
      (kind) => made[kind] >= work[kind].min && made[kind] <= work[kind].max,
    );
  };

  it("come to what is read out of them, but for one in twenty: words are read, not understood", () => {
    expect(instructions.length).toBeGreaterThan(30);
    const misread = instructions.filter((instruction) => !isRead(instruction)).map(({ message }) => message);
    if (misread.length > instructions.length / 20) expect(misread).toEqual([]);
  });
});

describe("what a run captures is in its quote", () => {
  const runs: [string, Script, Record<string, unknown>][] = [
    ["a film of pictures", plansFilm([{}, {}, {}]), { scenes: 3 }],
    ["a film of clips", plansFilm([{ visualKind: "video" }, { visualKind: "video" }]), { scenes: 2 }],
    ["a film whose plan is reviewed", plansFilm([{}]), { scenes: 1, reviewPlan: true }],
    [
      "an edit of one picture",
      (_, turn) =>
        turn === 1
          ? [{ tool: "generate_image", input: { prompt: "a black sofa", itemId: "image" } }]
          : ["Done."],
      { message: "흰색 쇼파를 가죽 검은색으로 변경", composition: filmWith("image") },
    ],
    [
      "something said",
      (_, turn) => (turn === 1 ? [{ tool: "generate_speech", input: { text: "Welcome." } }] : ["Done."]),
      { message: "Add a voice-over that says 'Welcome.'" },
    ],
    ["a title", (_, turn) => (turn === 1 ? [titleCall] : ["Done."]), { message: "Add a title 'Sale'" }],
  ];
  const titleCall = { tool: "add_item", input: { type: "text", text: "Sale", durationSeconds: 3 } };

  it.each(runs)("for %s", async (_, script, fields) => {
    const world = await agentWorld(script);
    const body = requestBody(fields);
    const { credits } = await quoteRun(world.deps, world.account, body);
    if (fields.composition !== undefined) {
      const { version } = (await world.deps.projects.get(PROJECT_ID)) ?? { version: 1 };
      await world.deps.projects.writeComposition(PROJECT_ID, version, filmWith("image"), {
        thumbnailUrl: null,
        lastEditedAtEpochMs: 0,
      });
    }
    const { runId } = await world.admit(fields);
    await drive(world, runId);
    const events = await world.eventsOf(runId);
    const { available } = await world.balance();
    const captured = world.startCredits - available;
    expect(doneOf(events).data.toolResults).toMatchObject([{ success: true }]);
    expect(captured).toBeGreaterThanOrEqual(credits.min);
    expect(captured).toBeLessThanOrEqual(credits.max);
  });
});
