import { beforeEach, describe, expect, it } from "vitest";
import { contrast } from "../../../../core/catalog/templates/contrast.ts";
import { resolveTemplate } from "../../../../core/catalog/templates/resolve-template.ts";
import { shippedTemplates } from "../../../../core/catalog/templates/shipped-templates.ts";
import { agentEventPayloads } from "../../../../core/contract/agent-events.ts";
import { locales } from "../../../../core/contract/locale.ts";
import type { TemplateStore } from "../../../../core/ports/templates.ts";
import { inMemoryTemplateStore } from "../../../suites/in-memory/template-store.ts";

let templates: TemplateStore;
beforeEach(() => {
  templates = inMemoryTemplateStore();
});
const store = (templateId: string, fields: Record<string, unknown>) =>
  templates.put({ templateId, fields, source: "imported", updatedAtEpochMs: 1 });
const resolve = (ids: readonly string[], locale: "en" | "ko" | "es" = "en") =>
  resolveTemplate({ templates }, ids, locale);

describe("the templates that come with the product", () => {
  it("are the documented ones and more", () => {
    expect([...shippedTemplates.keys()]).toEqual(
      expect.arrayContaining([
        ...["system_default", "default_en", "default_ko", "default_es", "sod", "review-owl"],
        ...["news-explainer", "product-teaser", "kids-story", "lecture", "travel-journal"],
      ]),
    );
  });

  it.each([...shippedTemplates.keys()])("%s has nothing to warn of, in any language", async (id) => {
    for (const locale of locales) {
      const { template, warnings } = await resolve([id], locale);
      expect(warnings).toEqual([]);
      expect(template.templateId).toBe(id);
      expect(contrast(template.palette.text, template.palette.background)).toBeGreaterThan(4.5);
    }
  });

  it("make films that differ from each other", async () => {
    const looks = await Promise.all(
      [...shippedTemplates.keys()]
        .filter((id) => !id.startsWith("default_"))
        .map(async (id) => {
          const { palette, title, captions, pacing, voices, music } = (await resolve([id])).template;
          return JSON.stringify({ palette, title, captions, pacing, voices, music });
        }),
    );
    expect(looks.length).toBeGreaterThanOrEqual(8);
    expect(new Set(looks).size).toBe(looks.length);
  });
});

describe("the order of templates", () => {
  it("is the request's, the project's, system_default, the default of the language", async () => {
    await store("mine", { tone: "of mine" });
    await store("theirs", { tone: "of theirs", mood: "of theirs" });
    await store("system_default", { tone: "of the system", music: "dramatic" });
    await store("default_ko", { tone: "of Korean", pictureStyle: "of Korean", voices: { ko: "Jihye" } });
    expect((await resolve(["mine", "theirs"], "ko")).template).toMatchObject({
      templateId: "mine",
      tone: "of mine",
      mood: "warm",
      music: "dramatic",
      pictureStyle: "of Korean",
      voices: { ko: "Jihye" },
    });
    expect((await resolve(["theirs"], "ko")).template.mood).toBe("of theirs");
    expect((await resolve([], "ko")).template).toMatchObject({
      templateId: "system_default",
      tone: "of the system",
    });
    expect((await resolve([], "en")).template.voices.ko).toBe("Seoyeon");
  });

  it("passes over a template that is not there, and says so", async () => {
    const { template, warnings } = await resolve(["gone", "sod"]);
    expect(template.templateId).toBe("sod");
    expect(warnings).toEqual([
      {
        templateId: "gone",
        severity: "warning",
        field: "templateId",
        message: "There is no template gone; sod is used.",
      },
    ]);
    expect((await resolve(["gone", "lost"])).template.templateId).toBe("system_default");
    expect((await resolve(["gone", "lost"])).warnings).toHaveLength(2);
  });

  it("takes the stored template of a name before the shipped one", async () => {
    await store("sod", { mood: "sleepy" });
    expect((await resolve(["sod"])).template).toMatchObject({ templateId: "sod", mood: "sleepy" });
    await templates.delete("sod");
    expect((await resolve(["sod"])).template.mood).toBe("energetic");
  });
});

describe("a broken template", () => {
  it.each<[string, Record<string, unknown>, string, string]>([
    ["a colour that is none", { palette: { accent: "reddish" } }, "palette.accent", "warning"],
    ["a group that is none", { captions: "large" }, "captions", "warning"],
    ["a size that nobody knows", { title: { size: "huge" } }, "title.size", "warning"],
    ["a number that is text", { pacing: { airInSeconds: "1" } }, "pacing.airInSeconds", "warning"],
    [
      "a number out of its range",
      { endCard: { durationInSeconds: 900 } },
      "endCard.durationInSeconds",
      "warning",
    ],
    ["a voice of another language", { voices: { ko: "Matthew" } }, "voices.ko", "warning"],
    ["a voice that nobody has", { voices: { en: "HAL" } }, "voices.en", "warning"],
    ["a font that is not shipped", { type: { fontFamily: "Comic Sans" } }, "type.fontFamily", "warning"],
    ["music that is not there", { music: "polka" }, "music", "warning"],
    [
      "text that cannot be read",
      { palette: { text: "#111111", background: "#101010" } },
      "palette.text",
      "warning",
    ],
    [
      "fewer sentences than at least",
      { pacing: { minSentences: 5, maxSentences: 2 } },
      "pacing.minSentences",
      "warning",
    ],
    ["a field that templates do not have", { wallpaper: "x" }, "wallpaper", "info"],
    ["a field that objects have anyway", { constructor: 1 }, "constructor", "info"],
  ])("with %s is warned of there, and the next in line fills it", async (_, fields, field, severity) => {
    await store("broken", { ...fields, tone: "its own" });
    const { template, warnings } = await resolve(["broken"]);
    expect(warnings).toMatchObject([{ severity, field }]);
    for (const { templateId: _id, ...payload } of warnings) {
      expect(agentEventPayloads.template_warning.unwrap().strict().parse(payload).message).toContain(
        "broken",
      );
    }
    const { template: plain } = await resolve([]);
    expect(template).toEqual({ ...plain, templateId: "broken", tone: "its own" });
  });

  it.each([[], "text", 7, null].map((fields) => [JSON.stringify(fields), fields]))(
    "that is %s altogether is an error, and the default is used",
    async (_, fields) => {
      const get: TemplateStore["get"] = async (templateId) =>
        templateId === "broken"
          ? // What a hand-written item may hold.
            { templateId, fields: fields as never, source: "imported", updatedAtEpochMs: 1 }
          : undefined;
      const { template, warnings } = await resolveTemplate({ templates: { get } }, ["broken"], "es");
      if (fields === null) expect(warnings).toMatchObject([{ field: "templateId" }]);
      else expect(warnings).toMatchObject([{ severity: "error", field: "template" }]);
      expect(template.palette).toEqual((await resolve([])).template.palette);
    },
  );

  it("takes nothing null for a fault, and says everything that is one", async () => {
    await store("broken", { tone: null, palette: null, title: { size: 1, align: 2 }, mood: "" });
    const { warnings } = await resolve(["broken"]);
    expect(warnings.map(({ field }) => field)).toEqual(["title.size", "title.align", "mood"]);
  });

  it("may be a default: what is shipped is complete", async () => {
    await store("system_default", { palette: { text: "#zzzzzz" } });
    await store("default_en", { voices: 5 });
    const { template, warnings } = await resolve([]);
    expect(warnings.map(({ templateId, field }) => [templateId, field])).toEqual([
      ["system_default", "palette.text"],
      ["default_en", "voices"],
    ]);
    expect(template).toMatchObject({ palette: { text: "#ffffff" }, voices: { en: "Joanna" } });
  });
});
