import { beforeEach, describe, expect, it } from "vitest";
import { resolveTemplate } from "../../../core/catalog/templates/resolve-template.ts";
import { shippedTemplates } from "../../../core/catalog/templates/shipped-templates.ts";
import type { AdminDeps } from "../../../functions/admin/deps.ts";
import { perform } from "../../../functions/admin/perform.ts";
import { adminWorld } from "./admin-world.ts";

/** As Strapi 4 exports it: attributes, components with ids, a relation, what it keeps for itself. */
const v4 = {
  data: [
    {
      id: 3,
      attributes: {
        templateId: "brand-story",
        displayName: "Brand story",
        tone: "proud but modest",
        voice: "Matthew",
        color_palette: [
          { id: 1, name: "Main", color: "#ff8800" },
          { id: 2, color: "#ffffff" },
          { id: 3, color: "#102030" },
        ],
        config: { music_mood: "corporate", pacing: { min_sentences: 1, max_sentences: 2 } },
        captionStyle: { data: { id: 9, attributes: { size: "large", createdAt: "2026-01-01" } } },
        description: "For the website",
        createdAt: "2026-01-01T00:00:00.000Z",
        updatedAt: "2026-01-01T00:00:00.000Z",
        publishedAt: null,
        locale: "en",
        localizations: { data: [] },
      },
    },
  ],
  meta: { pagination: { page: 1, pageSize: 25, pageCount: 1, total: 1 } },
};

/** As Strapi 5 does: flat. */
const v5 = {
  data: [
    {
      id: 3,
      documentId: "hgv1vny5cebq2l3czil1rpb3",
      templateId: "brand-story",
      name: "Brand story",
      tone: "proud but modest",
      voices: { en: "Matthew" },
      palette: { primary: "#ff8800", foreground: "#ffffff", background: "#102030" },
      config: { music: "corporate", pacing: { minSentences: 1, maxSentences: 2 } },
      captions: { id: 9, size: "large" },
      description: null,
      createdAt: "2026-01-01T00:00:00.000Z",
      publishedAt: "2026-01-01T00:00:00.000Z",
    },
  ],
  meta: {},
};

let deps: AdminDeps;
let logged: readonly unknown[];
beforeEach(() => {
  ({ deps, logged } = adminWorld());
});

const ask = (action: string, more: Record<string, unknown> = {}) => perform(deps, { action, ...more });

describe("importing templates", () => {
  it.each([
    ["Strapi 4", v4],
    ["Strapi 5", v5],
    ["one record", v5.data[0]],
    ["a list", v5.data],
    ["one wrapped record", { data: v4.data[0] }],
  ])("reads the export of %s, and a film is made with it", async (_, document) => {
    const answer = await ask("template.import", { document });
    expect(answer).toEqual({
      imported: [{ templateId: "brand-story", name: "Brand story", warnings: [] }],
    });
    const { template, warnings } = await resolveTemplate(deps, ["brand-story"], "en");
    expect(warnings).toEqual([]);
    expect(template).toMatchObject({
      tone: "proud but modest",
      voices: { en: "Matthew", ko: "Seoyeon" },
      palette: { accent: "#ff8800", text: "#ffffff", background: "#102030" },
      music: "corporate",
      pacing: { minSentences: 1, maxSentences: 2, airInSeconds: 0.6 },
      captions: { size: "large", position: "bottom" },
    });
  });

  it("is the same when it is done again, and keeps the hash of what was imported", async () => {
    const first = await ask("template.import", { document: v4 });
    const stored = await deps.templates.list();
    expect(await ask("template.import", { document: v4 })).toEqual(first);
    expect(await deps.templates.list()).toEqual(stored);
    const entries = await deps.audit.list({ limit: 10 });
    expect(entries).toHaveLength(2);
    for (const { action, outcome, request } of entries) {
      expect({ action, outcome }).toEqual({ action: "template.import", outcome: "done" });
      expect(JSON.parse(request)).toEqual({ documentSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    }
    expect(JSON.stringify(logged)).not.toContain("proud but modest");
  });

  it("keeps what is wrong with a template, and says it", async () => {
    const document = { templateId: "odd", voice: "HAL", palette: ["red"], wallpaper: 1, constructor: 2 };
    expect(await ask("template.import", { document })).toMatchObject({
      imported: [
        {
          templateId: "odd",
          warnings: [
            { field: "voices.en", severity: "warning" },
            { field: "voices.ko" },
            { field: "voices.es" },
            { field: "palette.accent" },
            { field: "wallpaper", severity: "info" },
            { field: "constructor", severity: "info" },
          ],
        },
      ],
    });
  });

  it.each<[unknown, string]>([
    [undefined, "data: has no template"],
    ["text", "data: has no template"],
    [{ data: [] }, "data: has no template"],
    [{ data: [v5.data[0], { name: "Nameless" }] }, "data.1: templateId"],
    [{ data: [v5.data[0], v5.data[0]] }, "data: has brand-story twice"],
    [{ data: [v5.data[0], 7] }, "data.1: must be an object"],
    [{ templateId: "a/b" }, "data.0: templateId"],
    [{ templateId: "huge", tone: "x".repeat(60_000) }, "data.0: huge has more than"],
    [Array.from({ length: 201 }, (_, index) => ({ templateId: `t${index}` })), "data: has more than 200"],
  ])("refuses %j whole", async (document, message) => {
    await expect(ask("template.import", { document })).rejects.toThrow(message);
    expect(await deps.templates.list()).toEqual([]);
  });
});

describe("the templates of a deployment", () => {
  it("are the shipped ones before anything is stored, and with what is imported after", async () => {
    const list = async () => {
      const { templates } = (await ask("template.list")) as {
        templates: { templateId: string; source: string; warnings: unknown[] }[];
      };
      return new Map(templates.map(({ templateId, source }) => [templateId, source]));
    };
    expect([...(await list()).keys()]).toEqual([...shippedTemplates.keys()].toSorted());
    await ask("template.import", { document: v5 });
    expect((await list()).get("brand-story")).toBe("imported");
    expect((await list()).size).toBe(shippedTemplates.size + 1);
  });

  it("are seeded twice as once, and over no imported one", async () => {
    await ask("template.import", { document: { templateId: "sod", tone: "ours" } });
    const others = [...shippedTemplates.keys()].filter((templateId) => templateId !== "sod");
    expect(await ask("template.seed")).toEqual({ seeded: others });
    const stored = await deps.templates.list();
    expect(await ask("template.seed")).toEqual({ seeded: others });
    expect(await deps.templates.list()).toEqual(stored);
    expect(stored).toHaveLength(shippedTemplates.size);
    expect(await ask("template.get", { templateId: "sod" })).toMatchObject({ tone: "ours" });
  });

  it("come back as they are shipped when the imported one is deleted", async () => {
    await ask("template.import", { document: { templateId: "sod", tone: "ours" } });
    expect(await ask("template.delete", { templateId: "sod" })).toEqual({ deleted: true, templateId: "sod" });
    expect(await ask("template.get", { templateId: "sod" })).toEqual(shippedTemplates.get("sod"));
    await expect(ask("template.delete", { templateId: "sod" })).rejects.toThrow("TEMPLATE_NOT_FOUND");
    await expect(ask("template.get", { templateId: "nobody" })).rejects.toThrow("TEMPLATE_NOT_FOUND");
  });

  it("can be taken to another deployment as they are", async () => {
    for (const [templateId] of shippedTemplates) {
      const document = await ask("template.get", { templateId });
      await ask("template.import", { document });
      expect(await ask("template.get", { templateId })).toEqual(document);
    }
  });
});
