/** The families that ship with the site. Latin comes first, so that Korean text keeps Latin letters and digits in Inter. */
export const bundledFamilies = ["Inter", "Noto Sans KR"] as const;

/** Only these weights are in the site. */
export const bundledWeights = [500, 700, 800] as const;
export type BundledWeight = (typeof bundledWeights)[number];

export interface TypeFace {
  /** CSS `font-family`. */
  readonly family: string;
  readonly weight: BundledWeight;
  readonly letterSpacingInEm: number;
}

/** How wide a text is, in pixels, in one line. The browser measures with the loaded fonts; tests bring their own. */
export type MeasureText = (text: string, face: TypeFace, fontSize: number) => number;

/** The bundled weight nearest to a CSS one; names that CSS does not know count as bold. */
export function nearestWeight(weight: number | string | undefined, otherwise: BundledWeight): BundledWeight {
  if (weight === undefined) return otherwise;
  const named: Record<string, number> = { normal: 400, medium: 500, semibold: 600, bold: 700 };
  const parsed = typeof weight === "number" ? weight : Number(weight);
  const wanted = Number.isFinite(parsed) ? parsed : (named[String(weight).toLowerCase()] ?? 700);
  return bundledWeights.reduce((best, candidate) =>
    Math.abs(candidate - wanted) < Math.abs(best - wanted) ? candidate : best,
  );
}

/**
 * The faces that draw an item. A family that the site does not ship gives Inter: what is drawn must not depend on the
 * fonts of the machine that draws it.
 */
export function typeFace(
  style: { fontFamily?: string | undefined; fontWeight?: number | string | undefined },
  otherwise: { weight: BundledWeight; letterSpacingInEm: number },
): TypeFace {
  const wanted = style.fontFamily?.split(",")[0]?.replaceAll(/["']/g, "").trim().toLowerCase();
  const first = bundledFamilies.find((family) => family.toLowerCase() === wanted);
  const families = first ? [first, ...bundledFamilies.filter((family) => family !== first)] : bundledFamilies;
  return {
    family: [...families.map((family) => `"${family}"`), "sans-serif"].join(", "),
    weight: nearestWeight(style.fontWeight, otherwise.weight),
    letterSpacingInEm: otherwise.letterSpacingInEm,
  };
}
