import { readTemplateExport } from "../../core/catalog/templates/import-templates.ts";
import { readTemplate } from "../../core/catalog/templates/read-template.ts";
import { findTemplate } from "../../core/catalog/templates/resolve-template.ts";
import { shippedTemplates, type TemplateFields } from "../../core/catalog/templates/shipped-templates.ts";
import type { AdminRequestOf } from "../../core/contract/admin-api.ts";
import { NotFoundError } from "../../core/contract/errors.ts";
import type { AdminDeps } from "./deps.ts";

/** With what a run would warn of. */
const presented = (templateId: string, fields: TemplateFields) => ({
  templateId,
  name: typeof fields.name === "string" ? fields.name : null,
  warnings: readTemplate(fields).problems,
});

export async function templateImport(deps: AdminDeps, { document }: AdminRequestOf<"template.import">) {
  const read = readTemplateExport(document);
  const updatedAtEpochMs = deps.clock.now();
  for (const each of read) await deps.templates.put({ ...each, source: "imported", updatedAtEpochMs });
  return { imported: read.map(({ templateId, fields }) => presented(templateId, fields)) };
}

export async function templateSeed({ templates, clock }: AdminDeps) {
  const updatedAtEpochMs = clock.now();
  const seeded: string[] = [];
  for (const [templateId, fields] of shippedTemplates) {
    if (await templates.put({ templateId, fields, source: "shipped", updatedAtEpochMs }))
      seeded.push(templateId);
  }
  return { seeded };
}

export async function templateList({ templates }: AdminDeps) {
  const stored = await templates.list();
  const storedIds = new Set(stored.map(({ templateId }) => templateId));
  const others = [...shippedTemplates].filter(([templateId]) => !storedIds.has(templateId));
  return {
    templates: [
      ...stored.map(({ templateId, fields, source, updatedAtEpochMs }) => ({
        ...presented(templateId, fields),
        source,
        updatedAt: new Date(updatedAtEpochMs).toISOString(),
      })),
      ...others.map(([templateId, fields]) => ({
        ...presented(templateId, fields),
        source: "shipped",
        updatedAt: null,
      })),
    ].toSorted((a, b) => (a.templateId < b.templateId ? -1 : 1)),
  };
}

export async function templateGet(deps: AdminDeps, { templateId }: AdminRequestOf<"template.get">) {
  const fields = await findTemplate(deps, templateId);
  if (fields === undefined) throw notFound(templateId);
  return { ...fields, templateId };
}

export async function templateDelete({ templates }: AdminDeps, request: AdminRequestOf<"template.delete">) {
  const { templateId } = request;
  if (!(await templates.delete(templateId))) throw notFound(templateId);
  return { deleted: true, templateId };
}

const notFound = (templateId: string) =>
  new NotFoundError("TEMPLATE_NOT_FOUND", `There is no template ${templateId}.`);
