import type { StoredTemplate, TemplateStore } from "../../../core/ports/templates.ts";

export function inMemoryTemplateStore(): TemplateStore {
  const templates = new Map<string, StoredTemplate>();
  return {
    get: async (templateId) => templates.get(templateId),
    list: async () => [...templates.values()].toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1)),
    async put(template) {
      const isTaken = templates.get(template.templateId)?.source === "imported";
      if (template.source === "shipped" && isTaken) return false;
      templates.set(template.templateId, structuredClone(template));
      return true;
    },
    delete: async (templateId) => templates.delete(templateId),
  };
}
