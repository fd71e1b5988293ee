import { describe, expect, it } from "vitest";
import { askPlanner, callsIn, EMPTY } from "./ask-planner.ts";

const PHOTO = '<attachment assetId="attachment-1" name="beach.jpg" type="image" width="640" height="480" />';
const LOGO = '<attachment assetId="attachment-2" name="brand.png" type="image" width="64" height="64" />';
const SONG = '<attachment assetId="attachment-3" name="tune.mp3" type="audio" durationInSeconds="12.00" />';
const CLIP = '<attachment assetId="attachment-4" name="surf.mp4" type="video" durationInSeconds="4.00" />';

const film = (...pictures: string[]) => ({
  ...EMPTY,
  tracks: [{ id: "t", items: pictures }],
  items: Object.fromEntries(
    pictures.map((id, index) => [
      id,
      { id, type: "image", assetId: id, from: index * 150, durationInFrames: 150 },
    ]),
  ),
  assets: Object.fromEntries(
    pictures.map((id) => [id, { id, type: "image", remoteUrl: `https://a.example/${id}.png`, prompt: id }]),
  ),
});

const shown = (assetId: string, more: object = {}) => ({
  name: "add_item",
  input: expect.objectContaining({ type: "image", assetId, fromSeconds: 0, ...more }),
});
const swapped = (itemId: string, assetId: string) => ({
  name: "update_item",
  input: { itemId, changes: { assetId } },
});

describe("an attached file ends where the instruction puts it", () => {
  it.each<[string, string, object, unknown]>([
    ["Use this photo as the background", PHOTO, EMPTY, shown("attachment-1")],
    ["이 사진을 배경으로 써줘", PHOTO, EMPTY, shown("attachment-1")],
    ["첨부한 이미지를 배경으로 사용해줘", PHOTO, EMPTY, shown("attachment-1")],
    ["Usa esta foto como fondo", PHOTO, EMPTY, shown("attachment-1")],
    ["Use this photo as the background", PHOTO, film("city"), swapped("city", "attachment-1")],
    ["이 사진을 배경으로 써줘", PHOTO, film("city"), swapped("city", "attachment-1")],
    ["Usa la foto adjunta como fondo", PHOTO, film("city"), swapped("city", "attachment-1")],
    [
      "Replace the city with the attached picture",
      PHOTO,
      film("sea", "city"),
      swapped("city", "attachment-1"),
    ],
    [
      "Add my logo in the top right corner",
      LOGO,
      film("city"),
      shown("attachment-2", { position: "top-right" }),
    ],
    ["Use beach.jpg as the background", PHOTO + LOGO, film("city"), swapped("city", "attachment-1")],
    [
      "Add this song under the film",
      PHOTO + SONG,
      film("city"),
      { name: "add_item", input: expect.objectContaining({ type: "audio", assetId: "attachment-3" }) },
    ],
    [
      "Add the attached clip",
      CLIP,
      EMPTY,
      { name: "add_item", input: expect.objectContaining({ type: "video", assetId: "attachment-4" }) },
    ],
  ])("%s (%#)", (instruction, extra, composition, expected) => {
    expect(callsIn(askPlanner(instruction, { composition, extra }))).toEqual([expected]);
  });

  it("takes the place of the selected item", () => {
    const extra = `<selected_item>{"itemId":"city"}</selected_item>${PHOTO}`;
    const blocks = askPlanner("Use this photo here instead", { composition: film("sea", "city"), extra });
    expect(callsIn(blocks)).toEqual([swapped("city", "attachment-1")]);
  });

  it("is asked about when it could be one of two, and left alone when nothing speaks of it", () => {
    const composition = film("city");
    const two = PHOTO + LOGO;
    expect(callsIn(askPlanner("Use this picture as the background", { composition, extra: two }))).toEqual(
      [],
    );
    expect(callsIn(askPlanner("Add a title 'Hi'", { composition, extra: PHOTO }))).toMatchObject([
      { name: "add_item", input: { type: "text" } },
    ]);
  });
});
