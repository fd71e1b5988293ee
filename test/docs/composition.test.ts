import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import * as contract from "../../core/contract/composition.ts";
import { documentedStills } from "../web/compositions/documented-stills.ts";

const docs = path.resolve(import.meta.dirname, "../../docs");
const text = readFileSync(path.join(docs, "composition.md"), "utf8");
const stills = readdirSync(path.join(docs, "stills"));

describe("docs/composition.md", () => {
  it("names every field of every item", () => {
    const { imageItem, videoItem, audioItem, textItem, solidItem, captionsItem } = contract;
    const fields = [imageItem, videoItem, audioItem, textItem, solidItem, captionsItem].flatMap((item) =>
      Object.keys(item.unwrap().shape),
    );
    expect([...new Set(fields)].filter((field) => !text.includes(`\`${field}\``))).toEqual([]);
  });

  it("shows every still that the script draws, and no other", () => {
    const drawn = documentedStills.map(({ name }) => `${name}.jpg`).sort();
    const shown = [...text.matchAll(/stills\/([a-z-]+\.jpg)/g)].map(([, file]) => file);
    expect([...new Set(shown)].sort()).toEqual(drawn);
    expect(stills.sort()).toEqual(drawn);
  });

  it("has small stills", () => {
    expect(stills.filter((file) => statSync(path.join(docs, "stills", file)).size > 60_000)).toEqual([]);
  });

  it("shows films that the contract takes", () => {
    for (const { film, name } of documentedStills) {
      expect(contract.composition.safeParse(film).error, name).toBeUndefined();
    }
  });
});
