import type * as z from "zod";
import type { Locale } from "../../contract/locale.ts";
import { type Template, type TemplateProblem, template } from "../../contract/template.ts";
import type { TemplateStore } from "../../ports/templates.ts";
import { contrast } from "./contrast.ts";
import { readTemplate, type TemplateLayer } from "./read-template.ts";
import { shippedTemplates, type TemplateFields } from "./shipped-templates.ts";

export const SYSTEM_DEFAULT = "system_default";
const localeDefault = (locale: Locale): string => `default_${locale}`;

/** Large type needs this much. Source: https://www.w3.org/TR/WCAG21/#contrast-minimum */
const LEAST_CONTRAST = 3;

/** The stored one, else the one that comes with the product. */
export async function findTemplate(
  { templates }: { readonly templates: Pick<TemplateStore, "get"> },
  templateId: string,
): Promise<TemplateFields | undefined> {
  return (await templates.get(templateId))?.fields ?? shippedTemplates.get(templateId);
}

/** A problem, and the template that has it. */
export interface TemplateWarning extends TemplateProblem {
  readonly templateId: string;
}

/**
 * What a film is made with: the first of the templates named that is there, over `system_default`, over the default of the
 * language. A field that a template leaves out or has wrong is the next one's; nothing wrong with a template is a failure.
 *
 * @param templateIds in order: the request's, the project's
 */
export async function resolveTemplate(
  deps: { readonly templates: Pick<TemplateStore, "get"> },
  templateIds: readonly string[],
  locale: Locale,
): Promise<{ template: Template; warnings: TemplateWarning[] }> {
  const named = [...new Set(templateIds)];
  const defaults = [SYSTEM_DEFAULT, localeDefault(locale)];
  const ids = [...named, ...defaults.filter((templateId) => !named.includes(templateId))];
  const found = await Promise.all(
    ids.map(async (templateId) => ({ templateId, fields: await findTemplate(deps, templateId) })),
  );
  const chosen = found.find(({ templateId, fields }) => named.includes(templateId) && fields !== undefined);
  const used = found.filter(
    (each) => each === chosen || (defaults.includes(each.templateId) && each.fields !== undefined),
  );
  const inUse = used[0]?.templateId ?? localeDefault(locale);
  const warnings: TemplateWarning[] = named
    .slice(0, chosen === undefined ? named.length : named.indexOf(chosen.templateId))
    .map((templateId) => ({
      templateId,
      severity: "warning",
      field: "templateId",
      message: `There is no template ${templateId}; ${inUse} is used.`,
    }));
  const layers: TemplateLayer[] = [];
  for (const { templateId, fields } of used) {
    const { layer, problems } = readTemplate(fields);
    layers.push(layer);
    for (const problem of problems) {
      const message = `${problem.field} of template ${templateId} ${problem.message}`;
      warnings.push({ ...problem, templateId, message });
    }
  }
  // What an operator made of the defaults may have gaps; what is shipped has none.
  layers.push(readTemplate(shippedTemplates.get(localeDefault(locale))).layer);
  const palette = fitting(layers, "palette", template.shape.palette, isReadable);
  const pacing = fitting(layers, "pacing", template.shape.pacing, isOrdered);
  if (!palette.isFirst) warnings.push(warningOf(inUse, "palette.text", "cannot be read on its background"));
  if (!pacing.isFirst) warnings.push(warningOf(inUse, "pacing.minSentences", "is more than the most"));
  const groups = { palette: palette.group, pacing: pacing.group };
  return { template: template.parse({ ...merged(layers), ...groups, templateId: inUse }), warnings };
}

const isReadable = ({ text, background }: Template["palette"]): boolean =>
  contrast(text, background) >= LEAST_CONTRAST;
const isOrdered = ({ minSentences, maxSentences }: Template["pacing"]): boolean =>
  minSentences <= maxSentences;

const warningOf = (templateId: string, field: string, problem: string): TemplateWarning => ({
  templateId,
  severity: "warning",
  field,
  message: `${field} of template ${templateId} ${problem}; the next in line is used.`,
});

/** A group whose fields fit each other: of all layers, else without the first one, and so on. */
function fitting<Group>(
  layers: readonly TemplateLayer[],
  key: "palette" | "pacing",
  schema: z.ZodType<Group>,
  fits: (group: Group) => boolean,
): { group: Group; isFirst: boolean } {
  const groups = layers.map((_, index) => schema.parse(merged(layers.slice(index))[key]));
  const index = groups.findIndex(fits);
  const group = groups[index];
  if (group === undefined) throw new RangeError(`The shipped templates have no ${key} that fits.`);
  return { group, isFirst: index === 0 };
}

/** Groups are merged field by field; the first layer that has a field is the one that counts. */
function merged(layers: readonly TemplateLayer[]): TemplateLayer {
  const fields: Record<string, unknown> = {};
  for (const layer of layers.toReversed()) {
    for (const [key, value] of Object.entries(layer)) {
      const before = fields[key];
      fields[key] = isGroup(before) && isGroup(value) ? { ...before, ...value } : value;
    }
  }
  return fields;
}

const isGroup = (value: unknown): value is object => typeof value === "object" && value !== null;
