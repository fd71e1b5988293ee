import { describe, expect, it } from "vitest";
import { compositionProblems } from "../../core/compositions/validate.ts";
import type { Composition } from "../../core/contract/composition.ts";
import { locales } from "../../core/contract/locale.ts";
import { english } from "./english.ts";
import { startingFilm } from "./film.ts";
import { heldOut } from "./held-out.ts";
import { korean } from "./korean.ts";
import { problemsOf } from "./outcome.ts";
import { spanish } from "./spanish.ts";

const sets = [english, korean, spanish];
const film = (locale: "en" | "ko" | "es" = "en"): Composition => startingFilm(locale, "http://127.0.0.1:1");

describe("the set of instructions", () => {
  it("has at least ten in each of three languages, each of them once", () => {
    expect(sets.map(({ locale }) => locale).toSorted()).toEqual([...locales].toSorted());
    for (const { instructions } of sets) expect(instructions.length).toBeGreaterThanOrEqual(10);
    const messages = [...sets, ...heldOut].flatMap(({ instructions }) =>
      instructions.map(({ message }) => message),
    );
    expect(new Set(messages).size).toBe(messages.length);
  });

  it("begins with a film that is valid", () => {
    for (const locale of locales) expect(compositionProblems(film(locale))).toEqual([]);
  });

  it.each(
    [...sets, ...heldOut].flatMap(({ locale, instructions }) =>
      instructions.map(({ message, outcome }) => ({ locale, message, outcome })),
    ),
  )("is not met by doing nothing, or by tearing everything down: $message", ({ locale, outcome }) => {
    const { says, ...edits } = outcome;
    const before = film(locale);
    const isEdit = Object.keys(edits).length > 0;
    expect(isEdit).toBe(says === undefined);
    expect(problemsOf(before, before, outcome).length > 0).toBe(isEdit);
    const nothing = { ...before, tracks: [], items: {} };
    expect(problemsOf(before, nothing, outcome)).not.toEqual([]);
  });
});

describe("what an instruction must come to", () => {
  const change = (id: string, fields: object): Composition => {
    const before = film();
    const item = before.items[id];
    if (item === undefined) throw new Error(`no ${id}`);
    return { ...before, items: { ...before.items, [id]: { ...item, ...fields } } };
  };
  const [title] = english.instructions.filter(({ message }) => message === "Make the title red and bigger");
  const outcome = title?.outcome ?? {};

  it("is met by just that", () => {
    expect(problemsOf(film(), change("title", { color: "#e53935", fontSize: 120 }), outcome)).toEqual([]);
  });

  it.each([
    ["the wrong colour", change("title", { color: "#0000ff", fontSize: 120 }), "color of title must be red"],
    ["half of it", change("title", { color: "red" }), "fontSize of title must be more than before"],
    ["more than it", change("title", { color: "red", fontSize: 120, text: "Hi" }), "text of title must stay"],
    ["another item", change("price", { color: "red", fontSize: 120 }), "price must stay as it was"],
  ])("is not met by %s", (_, after, problem) => {
    expect(problemsOf(film(), after, outcome).join("; ")).toContain(problem);
  });

  it("is not met when something else gets in front, when music changes, or when an asset is lost", () => {
    const good = change("title", { color: "red", fontSize: 120 });
    expect(problemsOf(film(), { ...good, tracks: good.tracks.toReversed() }, outcome)).toEqual([
      "what is in front of what must stay as it was",
    ]);
    expect(problemsOf(film(), { ...good, music: { mood: "dramatic" } }, outcome)).toEqual([
      "mood of the film must stay as it was",
    ]);
    const { logo: _, ...assets } = good.assets;
    expect(problemsOf(film(), { ...good, assets }, outcome)).toEqual(["asset logo must stay as it was"]);
  });

  it("takes a picture for new only when it was made", () => {
    const [sofa] = english.instructions.filter(({ message }) => message.includes("sofa"));
    const shown = (asset: object): Composition => {
      const after = change("room.picture", { assetId: "new" });
      return { ...after, assets: { ...after.assets, new: { id: "new", type: "image", ...asset } } };
    };
    const prompt = "bright living room with a black leather sofa, wooden floor, large window";
    expect(problemsOf(film(), shown({ prompt, contentHash: "ab" }), sofa?.outcome ?? {})).toEqual([]);
    expect(problemsOf(film(), shown({ prompt }), sofa?.outcome ?? {})).not.toEqual([]);
    const lost = shown({ prompt: "a black leather sofa", contentHash: "ab" });
    expect(problemsOf(film(), lost, sofa?.outcome ?? {})).not.toEqual([]);
  });
});
