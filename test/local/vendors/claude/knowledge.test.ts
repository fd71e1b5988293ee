import { describe, expect, it } from "vitest";
import {
  allKnowledge,
  findKnowledge,
  neighbourhood,
} from "../../../../local/vendors/claude/planner/knowledge-base.ts";
import { LOCALES } from "../../../../local/vendors/claude/planner/locale.ts";
import { sentencesOf } from "../../../../local/vendors/claude/planner/split-sentences.ts";
import { likelySense, nounLemma, sensesOf } from "../../../../local/vendors/claude/planner/wordnet.ts";

const entries = [...allKnowledge().values()];

describe("the bundled knowledge", () => {
  it("has forty topics or more", () => {
    expect(entries.length).toBeGreaterThanOrEqual(40);
  });

  it.each(entries.map((entry) => [entry.id, entry] as const))(
    "%s is whole in three languages",
    (id, entry) => {
      expect(entry.scenes.length).toBeGreaterThanOrEqual(8);
      expect([...entry.essential].sort((a, b) => a - b)).toEqual(entry.scenes.map((_, place) => place));
      for (const scene of entry.scenes) {
        for (const locale of LOCALES) {
          const words = scene.narration[locale].split(/\s+/).length;
          expect(words, scene.narration[locale]).toBeGreaterThanOrEqual(6);
          expect(words, scene.narration[locale]).toBeLessThanOrEqual(24);
          expect(sentencesOf(scene.narration[locale]).length, scene.narration[locale]).toBeLessThanOrEqual(2);
          expect(scene.title[locale].split(/\s+/).length, scene.title[locale]).toBeLessThanOrEqual(5);
        }
        expect(scene.narration.ko).toMatch(/[가-힣]/);
        expect(scene.narration.en + scene.narration.es + scene.visual).not.toMatch(/[가-힣]/);
        expect(scene.visual.split(",").length, scene.visual).toBeGreaterThanOrEqual(2);
      }
      expect(neighbourhood(entry).length, "leads on to enough others").toBeGreaterThan(12);
      expect(findKnowledge(entry.title.en)?.entry.id).toBe(id);
      expect(findKnowledge(entry.title.ko)?.entry.id).toBe(id);
      expect(findKnowledge(entry.title.es)?.entry.id).toBe(id);
    },
  );

  it("says no sentence twice", () => {
    for (const locale of LOCALES) {
      const said = entries.flatMap((entry) => entry.scenes.map((scene) => scene.narration[locale]));
      expect(new Set(said).size).toBe(said.length);
    }
  });

  it("does not mistake a part of a word for a topic", () => {
    expect(findKnowledge("일식집 추천")).toBeUndefined();
    expect(findKnowledge("잠깐만 기다려")).toBeUndefined();
    expect(findKnowledge("hearty breakfasts")).toBeUndefined();
    expect(findKnowledge("달력 만들기")).toBeUndefined();
  });
});

describe("the dictionary", () => {
  it("finds words by binary search, first and last included", () => {
    expect(sensesOf("'hood", "noun")).toHaveLength(1);
    expect(sensesOf("zymurgy", "noun")).toHaveLength(1);
    expect(sensesOf("volcano", "noun")).toHaveLength(2);
    expect(sensesOf("flobamber", "noun")).toEqual([]);
  });

  it("knows plurals by their singular", () => {
    expect(["bicycles", "stories", "wolves", "children", "glass"].map((word) => nounLemma(word))).toEqual([
      "bicycle",
      "story",
      "wolf",
      "child",
      "glass",
    ]);
  });

  it("prefers the sense that the words around point to", () => {
    expect(likelySense("cake", "noun", [], ["lemon"])?.synset.gloss).toMatch(/baked goods/);
    expect(likelySense("tiger", "noun")?.synset.gloss).toMatch(/feline/);
    expect(likelySense("chess", "noun")?.synset.gloss).toMatch(/board game/);
  });
});
