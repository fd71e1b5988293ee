import * as z from "zod";
import { templateId } from "../../contract/template.ts";
import shipped from "./shipped-templates.json" with { type: "json" };

/** A template's fields as somebody gave them. */
export type TemplateFields = Readonly<Record<string, unknown>>;

/** The templates that come with the product; they are there on a deployment that nobody has set up. */
export const shippedTemplates: ReadonlyMap<string, TemplateFields> = new Map(
  z
    .array(z.looseObject({ templateId }))
    .parse(shipped)
    .map((fields) => [fields.templateId, fields]),
);
