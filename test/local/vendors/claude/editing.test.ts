import { describe, expect, it } from "vitest";
import { askPlanner, callsIn, EMPTY, saidIn } from "./ask-planner.ts";

const FILM = {
  ...EMPTY,
  items: {
    "img-1": { id: "img-1", type: "image", assetId: "a1", from: 0, durationInFrames: 150 },
    "img-2": { id: "img-2", type: "image", assetId: "a2", from: 150, durationInFrames: 150 },
    "t-1": { id: "t-1", type: "text", text: "Summer Sale", from: 0, durationInFrames: 90, fontSize: 80 },
    logo: { id: "logo", type: "image", assetId: "a3", from: 0, durationInFrames: 540 },
    "cap-1": { id: "cap-1", type: "captions", captions: [], from: 0, durationInFrames: 150 },
    "clip-1": { id: "clip-1", type: "video", assetId: "a4", from: 300, durationInFrames: 240 },
  },
  assets: {
    a1: { id: "a1", type: "image", prompt: "living room with a white sofa", remoteUrl: "/assets/1.png" },
    a2: { id: "a2", type: "image", prompt: "beach at sunset" },
    a3: { id: "a3", type: "image", remoteUrl: "https://example.com/brand/logo.png?v=2" },
    a4: { id: "a4", type: "video", prompt: "a cat running" },
  },
};

const update = (itemId: string, changes: Record<string, unknown>) => ({
  name: "update_item",
  input: { itemId, changes },
});
const remove = (itemId: string) => ({ name: "remove_item", input: { itemId } });
const timeline = (action: string, fromSeconds: number, toSeconds: number, atSeconds?: number) => ({
  name: "edit_timeline",
  input: { action, fromSeconds, toSeconds, ...(atSeconds !== undefined && { atSeconds }) },
});
const stage = (input: Record<string, unknown>) => ({ name: "set_composition", input });
const image = (prompt: string, itemId: string) => ({ name: "generate_image", input: { prompt, itemId } });
const title = (text: string) => ({
  name: "add_item",
  input: expect.objectContaining({
    type: "text",
    text,
    position: "center",
    fromSeconds: 0,
    durationSeconds: 3,
  }),
});

const slide = (direction: string, durationInSeconds: number) => ({
  type: "slide",
  direction,
  durationInSeconds,
});
const endCard = (text: string) => ({ name: "add_item", input: { type: "text", preset: "endCard", text } });

const CASES: [string, unknown[]][] = [
  ["Add a centered title 'Summer Sale' for 3 seconds.", [title("Summer Sale")]],
  ["'여름 세일' 제목을 3초 동안 가운데에 추가해줘", [title("여름 세일")]],
  ["Añade un título centrado 'Rebajas de verano' durante 3 segundos", [title("Rebajas de verano")]],
  [
    "Replace the white sofa with a black leather one",
    [image("living room with black leather sofa", "img-1")],
  ],
  ["흰색 쇼파를 가죽 검은색으로 변경", [image("living room with leather black sofa", "img-1")]],
  [
    "reemplaza el sofá blanco por uno de cuero negro",
    [image("living room with black leather sofa", "img-1")],
  ],
  ["make the title red and bigger", [update("t-1", { color: "#ff0000", fontSize: 100 })]],
  ["제목을 빨간색으로 더 크게 해줘", [update("t-1", { color: "#ff0000", fontSize: 100 })]],
  ["haz el título rojo y más grande", [update("t-1", { color: "#ff0000", fontSize: 100 })]],
  ["slide the title in from the left", [update("t-1", { transitionIn: slide("right", 0.5) })]],
  ["slide the title in from the bottom for 2 seconds", [update("t-1", { transitionIn: slide("up", 2) })]],
  ["제목이 왼쪽에서 슬라이드로 나타나게 해줘", [update("t-1", { transitionIn: slide("right", 0.5) })]],
  ["add upbeat music", [stage({ music: "upbeat" })]],
  ["잔잔한 배경 음악을 넣어줘", [stage({ music: "chill" })]],
  ["no music please", [stage({ music: "none" })]],
  ["Add an end card saying 'Thank you'", [endCard("Thank you")]],
  ["'고마워요'라는 엔드 카드를 추가해줘", [endCard("고마워요")]],
  ["remove the logo", [remove("logo")]],
  ["로고를 삭제해줘", [remove("logo")]],
  ["quita el logo", [remove("logo")]],
  ["remove the second scene", [timeline("cut", 5, 10)]],
  ["두 번째 장면을 지워줘", [timeline("cut", 5, 10)]],
  ["elimina la segunda escena", [timeline("cut", 5, 10)]],
  ["move the caption to the top", [update("cap-1", { position: "top" })]],
  ["자막을 위로 옮겨줘", [update("cap-1", { position: "top" })]],
  ["mueve los subtítulos arriba", [update("cap-1", { position: "top" })]],
  ["change background to navy", [stage({ backgroundColor: "#000080" })]],
  ["배경을 남색으로 바꿔줘", [stage({ backgroundColor: "#000080" })]],
  ["cambia el fondo a azul marino", [stage({ backgroundColor: "#000080" })]],
  ["shorten the clip to 4 seconds", [update("clip-1", { durationSeconds: 4 })]],
  ["클립을 4초로 줄여줘", [update("clip-1", { durationSeconds: 4 })]],
  ["acorta el clip a 4 segundos", [update("clip-1", { durationSeconds: 4 })]],
  ["Change 'Summer Sale' to 'Winter Sale'", [update("t-1", { text: "Winter Sale" })]],
  ["제목을 '겨울 세일'로 바꿔줘", [update("t-1", { text: "겨울 세일" })]],
  ["Make it vertical for TikTok", [stage({ width: 1080, height: 1920 })]],
  ["regenerate the first image", [image("living room with a white sofa", "img-1")]],
  ["swap the background for a beach at sunset", [image("beach at sunset", "img-1")]],
  ["mute the clip", [update("clip-1", { volume: 0 })]],
  [
    "move the title to the bottom and make it yellow",
    [update("t-1", { position: "bottom", color: "#ffff00" })],
  ],
  [
    "Add title 'Hello' at the top and make the background navy, then remove the logo",
    [
      { name: "add_item", input: expect.objectContaining({ text: "Hello", position: "top" }) },
      stage({ backgroundColor: "#000080" }),
      remove("logo"),
    ],
  ],
  [
    "generate an image of a red bicycle at the end for 4 seconds",
    [{ name: "generate_image", input: { prompt: "a red bicycle", fromSeconds: 18, durationSeconds: 4 } }],
  ],
  [
    "Put 'NEW' in the top right corner from 2 to 5 seconds in yellow",
    [
      {
        name: "add_item",
        input: expect.objectContaining({
          text: "NEW",
          position: "top-right",
          fromSeconds: 2,
          durationSeconds: 3,
        }),
      },
    ],
  ],
  [
    "add narration saying 'Welcome to our shop'",
    [{ name: "generate_speech", input: { text: "Welcome to our shop", fromSeconds: 0 } }],
  ],
];

/** A film as a long video leaves it: a picture, a title, captions and a voice for each scene, a logo and music over all. */
const sceneItems = (name: string, from: number, durationInFrames: number, title: string) => ({
  [`${name}.visual`]: { type: "image", assetId: `${name}.picture`, from, durationInFrames },
  [`${name}.title`]: { type: "text", text: title, from, durationInFrames: 60, fontSize: 90 },
  [`${name}.captions`]: { type: "captions", captions: [], from, durationInFrames },
  [`${name}.voice`]: { type: "audio", assetId: `${name}.speech`, from, durationInFrames },
});
const LONG = {
  ...EMPTY,
  items: {
    ...sceneItems("s1", 0, 150, "The Sun"),
    ...sceneItems("s2", 150, 120, "The Moon"),
    music: { type: "audio", assetId: "m", name: "background music", from: 0, durationInFrames: 270 },
    logo: { type: "image", assetId: "l", from: 0, durationInFrames: 270 },
  },
};
const LONG_CASES: [string, unknown[]][] = [
  ["delete scene 1", [timeline("cut", 0, 5)]],
  ["마지막 장면을 삭제해 주세요", [timeline("cut", 5, 9)]],
  ["elimina la última escena", [timeline("cut", 5, 9)]],
  [
    "make the first scene 2 seconds longer",
    [timeline("insert", 5, 7), update("s1.visual", { durationSeconds: 7 })],
  ],
  ["첫 번째 장면을 2초 늘려줘", [timeline("insert", 5, 7), update("s1.visual", { durationSeconds: 7 })]],
  ["make the last scene shorter by one second", [timeline("cut", 8, 9)]],
  ["move the last scene to the beginning", [timeline("move", 5, 9, 0)]],
  ["swap the first and the second scene", [timeline("move", 5, 9, 0)]],
  ["마지막 장면을 맨 앞으로 옮겨줘", [timeline("move", 5, 9, 0)]],
  ["mueve la primera escena al final", [timeline("move", 0, 5, 9)]],
  ["make all titles blue", ["s1", "s2"].map((name) => update(`${name}.title`, { color: "#0000ff" }))],
  ["두 번째 제목을 '우리의 달'로 변경해줘", [update("s2.title", { text: "우리의 달" })]],
  ["모든 자막을 지워줘", [remove("s1.captions"), remove("s2.captions")]],
  [
    "pon los subtítulos en amarillo",
    ["s1", "s2"].map((name) => update(`${name}.captions`, { color: "#ffff00" })),
  ],
  [
    "replace the second image with a picture of the moon over the sea",
    [image("moon over the sea", "s2.visual")],
  ],
  ["첫 번째 이미지를 바닷가의 고양이로 바꿔줘", [image("beach cat (바닷가의 고양이)", "s1.visual")]],
  ["배경음악 소리를 줄여줘", [update("music", { volume: 0.5 })]],
  ["quita la música de fondo", [remove("music")]],
  ["Put my logo in the top left corner", [update("logo", { position: "top-left" })]],
  ["로고를 오른쪽 위로 옮겨줘", [update("logo", { position: "top-right" })]],
  ["el título debe ser naranja", [update("s1.title", { color: "#ffa500" })]],
  ["I want the logo removed", [remove("logo")]],
];

describe("a film of several scenes", () => {
  it.each(LONG_CASES)("%s", (instruction, expected) => {
    expect(callsIn(askPlanner(instruction, { composition: LONG }))).toEqual(expected);
  });
});

describe("an instruction becomes tool calls", () => {
  it.each(CASES)("%s", (instruction, expected) => {
    expect(callsIn(askPlanner(instruction, { composition: FILM }))).toEqual(expected);
  });

  it("touches only the selected item", () => {
    const extra = '<selected_item>{"itemId":"img-2","type":"image"}</selected_item>';
    const blocks = askPlanner("Replace it with a snowy mountain", { composition: FILM, extra });
    expect(callsIn(blocks)).toEqual([image("snowy mountain", "img-2")]);
  });

  it("keeps to the tools that are offered and to their schemas", () => {
    const blocks = askPlanner("Add a title 'Hi' at the bottom left", { composition: FILM });
    // The schema of the test knows no bottom-left corner.
    expect(callsIn(blocks)[0]?.input).toMatchObject({ position: "bottom" });
  });

  it("calls changes by the names of the tool's schema and of the composition", () => {
    const changes = (instruction: string, item: object, properties: object) => {
      const composition = { ...EMPTY, items: { one: { id: "one", from: 0, durationInFrames: 90, ...item } } };
      const schema = {
        type: "object",
        properties: { itemId: { type: "string" }, changes: { type: "object", properties } },
      };
      const tools = [{ name: "update_item", input_schema: schema }];
      return callsIn(askPlanner(instruction, { composition, tools }))[0]?.input.changes;
    };
    const text = { type: "text", text: "Hi" };
    expect(changes("make the title red", text, { color: {}, fontSize: {} })).toEqual({ color: "#ff0000" });
    expect(changes("make the title red", { ...text, color: "#fff" }, {})).toEqual({ color: "#ff0000" });
    expect(changes("make the title red", text, { style: {} })).toEqual({ style: { color: "#ff0000" } });
    expect(changes("make the title red", { ...text, style: { color: "white" } }, {})).toEqual({
      style: { color: "#ff0000" },
    });
    const clip = { type: "video", assetId: "a" };
    expect(changes("mute the clip", clip, { decibelAdjustment: {} })).toEqual({ decibelAdjustment: -60 });
    expect(changes("lower the volume of the clip", clip, { decibelAdjustment: {} })).toEqual({
      decibelAdjustment: -6,
    });
    expect(changes("fade in the title for 2 seconds", text, { fadeInDurationInSeconds: {} })).toEqual({
      fadeInDurationInSeconds: 2,
    });
  });

  it("does not take words in quotation marks for instructions", () => {
    const blocks = askPlanner("Add a title 'Remove the logo and explain rainbows in 4 scenes'", {
      composition: FILM,
    });
    expect(callsIn(blocks).map((call) => call.name)).toEqual(["add_item"]);
  });

  it.each([
    ["make the image brighter and replace the picture", "en"],
    ["remove the giraffe", "en"],
    ["이미지를 바다로 바꿔줘", "ko"],
    ["make it better", "en"],
  ])("asks back when it is unclear: %s", (instruction, locale) => {
    const blocks = askPlanner(instruction, { composition: FILM, locale });
    expect(callsIn(blocks)).toHaveLength(0);
    expect(saidIn(blocks)).toMatch(/\?|요/);
  });

  it("finds nothing to edit in an empty film", () => {
    const blocks = askPlanner("make the title red");
    expect(callsIn(blocks)).toHaveLength(0);
    expect(saidIn(blocks)).toContain("could not find");
  });
});
