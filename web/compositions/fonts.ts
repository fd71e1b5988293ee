import "@fontsource/inter/500.css";
import "@fontsource/inter/700.css";
import "@fontsource/inter/800.css";
import "@fontsource/noto-sans-kr/500.css";
import "@fontsource/noto-sans-kr/700.css";
import "@fontsource/noto-sans-kr/800.css";
import { type MeasureText, nearestWeight, type TypeFace } from "../../core/compositions/layout/type-face.ts";
import type { Composition } from "../../core/contract/composition.ts";

/** Loaded in any case, so that the first word of a film that is edited later finds its letters there. */
const ALWAYS = "AaBbCcGgQqRrSs 0123456789 .,!?'’";

/**
 * Resolves when every letter of the composition can be drawn. A face is split by script into many files; only those
 * that hold a letter of the text are fetched.
 */
export async function loadFonts(composition: Composition): Promise<void> {
  const textByWeight = new Map<number, string>();
  for (const item of Object.values(composition.items)) {
    const text = textOf(item);
    if (text === undefined) continue;
    const weight = nearestWeight(
      item.type === "text" || item.type === "captions" ? item.fontWeight : 700,
      700,
    );
    const small = item.type === "text" && item.preset === "endCard" ? [500] : [];
    for (const each of new Set([weight, 700, 800, ...small])) {
      textByWeight.set(each, (textByWeight.get(each) ?? ALWAYS) + text);
    }
  }
  const loads = [...textByWeight].flatMap(([weight, text]) => {
    const letters = [...new Set(text)].join("");
    // Inter has the alphabets; asking Noto for them too would fetch files that nothing is drawn with.
    const others = (letters.match(/[\u1100-\u11ff\u2e80-\uffdf]/g) ?? []).join("");
    return [
      document.fonts.load(`${weight} 40px "Inter"`, letters),
      ...(others ? [document.fonts.load(`${weight} 40px "Noto Sans KR"`, others)] : []),
      ...(asksForNoto(composition) ? [document.fonts.load(`${weight} 40px "Noto Sans KR"`, letters)] : []),
    ];
  });
  await Promise.all(loads);
}

function textOf(item: Composition["items"][string]): string | undefined {
  if (item.type === "text") return item.text;
  if (item.type === "captions") return item.captions.map(({ text }) => text).join(" ");
  return undefined;
}

function asksForNoto(composition: Composition): boolean {
  return Object.values(composition.items).some(
    (item) =>
      (item.type === "text" || item.type === "captions") && /noto sans kr/i.test(item.fontFamily ?? ""),
  );
}

let context: CanvasRenderingContext2D | null | undefined;

/** Measures with the fonts of the page; right only after {@link loadFonts}. */
export const measureInPage: MeasureText = (text: string, face: TypeFace, fontSize: number) => {
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("This browser has no 2D canvas to measure text with.");
  context.font = `${face.weight} ${fontSize}px ${face.family}`;
  context.letterSpacing = `${face.letterSpacingInEm * fontSize}px`;
  return context.measureText(text).width;
};
