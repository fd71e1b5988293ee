/** CSS colours by their names in English, Korean and Spanish. */
const COLORS: readonly (readonly [RegExp, string])[] = [
  [/\bnavy(?: blue)?\b|네이비|남색|\bazul marino\b/iu, "#000080"],
  [/\b(?:light|sky) ?blue\b|하늘색|\bceleste\b|\bazul claro\b/iu, "#87ceeb"],
  [/\bdark ?blue\b|진한 파란색|\bazul oscuro\b/iu, "#00008b"],
  [/\bdark ?green\b|진한 초록색|\bverde oscuro\b/iu, "#006400"],
  [/\bdark ?gr[ae]y\b|진한 회색|\bgris oscuro\b/iu, "#444444"],
  [/\bturquoise\b|\bteal\b|청록색?|\bturquesa\b/iu, "#008080"],
  [/\bred\b|빨간색?|빨강|빨갛|붉은|\broj[oa]s?\b/iu, "#ff0000"],
  [/\bblue\b|파란색?|파랑|파랗|\bazul(?:es)?\b/iu, "#0000ff"],
  [/\bgreen\b|초록색?|녹색|\bverdes?\b/iu, "#008000"],
  [/\byellow\b|노란색?|노랑|노랗|\bamarill[oa]s?\b/iu, "#ffff00"],
  [/\borange\b|주황색?|오렌지색?|\bnaranjas?\b/iu, "#ffa500"],
  [/\b(?:purple|violet)\b|보라색?|\b(?:morad[oa]|violeta|púrpura)s?\b/iu, "#800080"],
  [/\bpink\b|분홍색?|핑크색?|\bros(?:a|ado|ada)s?\b/iu, "#ffc0cb"],
  [/\bbrown\b|갈색|\bmarr[oó]n(?:es)?\b/iu, "#8b4513"],
  [/\bgr[ae]y\b|회색|\bgris(?:es)?\b/iu, "#808080"],
  [/\bgold(?:en)?\b|금색|황금색|\bdorad[oa]s?\b/iu, "#ffd700"],
  [/\bsilver\b|은색|\bplatead[oa]s?\b/iu, "#c0c0c0"],
  [/\bbeige\b|베이지색?/iu, "#f5f5dc"],
  [/\bwhite\b|흰색?|하얀색?|하양|하얗|\bblanc[oa]s?\b/iu, "#ffffff"],
  [/\bblack\b|검은색?|검정색?|까만색?|까맣|\bnegr[oa]s?\b/iu, "#000000"],
];

/** The last colour that a text names (in "from red to blue" the one that is wanted), as `#rrggbb`. */
export function colorIn(text: string): string | undefined {
  const hex = [...text.matchAll(/#[0-9a-f]{6}\b|#[0-9a-f]{3}\b/giu)].at(-1)?.[0];
  if (hex !== undefined) return hex.toLowerCase();
  let best: { at: number; color: string } | undefined;
  let rest = text;
  for (const [pattern, color] of COLORS) {
    // A longer name hides the shorter one inside it: "navy blue" is not blue.
    rest = rest.replaceAll(new RegExp(pattern.source, "giu"), (found, ...parts) => {
      const at = parts.find((part): part is number => typeof part === "number") ?? 0;
      if (best === undefined || at > best.at) best = { at, color };
      return " ".repeat(found.length);
    });
  }
  return best?.color;
}

/** How a text calls the first colour that it names. */
export function colorPhraseIn(text: string): string | undefined {
  return COLORS.map(([pattern]) => pattern.exec(text)?.[0]).find((found) => found !== undefined);
}

/** A colour and nothing else: "navy blue", "파란색", "color rojo"; not "Black Friday". */
export function isOnlyColor(text: string): boolean {
  if (colorIn(text) === undefined) return false;
  const rest = COLORS.reduce((left, [pattern]) => left.replace(new RegExp(pattern.source, "giu"), " "), text);
  return !/\p{L}{2,}/u.test(
    rest.replace(/\b(?:colou?r|the|el|de|en|in|to)\b|색(?:으로|깔)?|으로|#[0-9a-f]+/giu, " "),
  );
}

/** The colour that lies behind letters: "on a black background", "검은 배경에", "con fondo negro". */
const PLATES: readonly RegExp[] = [
  /\b(?:on|with|over)\s+(?:a\s+|an\s+)?([\p{L}\s]{3,20}?)\s+(?:background|plate|box)\b/iu,
  /([가-힣]+)\s*배경(?:에|으로|을)?/u,
  /\b(?:con|sobre)\s+(?:un\s+)?fondo\s+([\p{L}]+)/iu,
];

/** What a text says of the colour behind letters, and the text without it. */
export function plateIn(text: string): { color: string | undefined; rest: string } {
  for (const pattern of PLATES) {
    const [phrase, name] = pattern.exec(text) ?? [];
    const color = name === undefined ? undefined : colorIn(name);
    if (phrase !== undefined && color !== undefined) return { color, rest: text.replace(phrase, " ") };
  }
  return { color: undefined, rest: text };
}

/** Whether text on this colour should be dark. */
export function isLight(color: string): boolean {
  const long = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.test(color) ? color.replace(/[0-9a-f]/gi, "$&$&") : color;
  const value = Number.parseInt(long.replace("#", ""), 16);
  if (Number.isNaN(value)) return colorIn(color) === "#ffffff" && color !== "#ffffff";
  const [red, green, blue] = [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150;
}
