import { describe, expect, it } from "vitest";
import type { StoredTemplate, TemplateStore } from "../../core/ports/templates.ts";

/** The claims that every TemplateStore must satisfy. */
export function templateStoreSuite(name: string, makeStore: () => TemplateStore): void {
  const template = (templateId: string, more: Partial<StoredTemplate> = {}): StoredTemplate => ({
    templateId,
    fields: { name: "A name", palette: { accent: 7, unknown: null }, list: [1, { a: "€" }] },
    source: "imported",
    updatedAtEpochMs: 5,
    ...more,
  });

  describe(`TemplateStore on ${name}`, () => {
    it("gives back what it was given, whatever is in it", async () => {
      const store = makeStore();
      expect(await store.get("given")).toBeUndefined();
      expect(await store.put(template("given"))).toBe(true);
      expect(await store.get("given")).toEqual(template("given"));
      const changed = template("given", { fields: {}, updatedAtEpochMs: 6 });
      expect(await store.put(changed)).toBe(true);
      expect(await store.get("given")).toEqual(changed);
    });

    it("lets no shipped template replace an imported one, but the other way round", async () => {
      const store = makeStore();
      const [old, next] = [1, 2].map((updatedAtEpochMs) =>
        template("both", { source: "shipped", updatedAtEpochMs }),
      );
      if (old === undefined || next === undefined) throw new Error("there are two");
      expect(await store.put(old)).toBe(true);
      expect(await store.put(next)).toBe(true);
      expect(await store.get("both")).toEqual(next);
      expect(await store.put(template("both"))).toBe(true);
      expect(await store.put(next)).toBe(false);
      expect(await store.get("both")).toEqual(template("both"));
    });

    it("lists by id, and deletes once", async () => {
      const store = makeStore();
      for (const id of ["list-b", "list-a"]) await store.put(template(id));
      const listed = async () =>
        (await store.list()).map(({ templateId }) => templateId).filter((id) => id.startsWith("list-"));
      expect(await listed()).toEqual(["list-a", "list-b"]);
      expect(await store.delete("list-a")).toBe(true);
      expect(await store.delete("list-a")).toBe(false);
      expect(await listed()).toEqual(["list-b"]);
    });
  });
}
