import { easeInOut } from "../../../core/compositions/layout/fade.ts";

/** Type that stays readable on any picture: a thin dark edge, a close shadow for light pictures, a wide one for busy ones. */
export function onAnyPicture(fontSize: number) {
  const px = (em: number) => `${(em * fontSize).toFixed(2)}px`;
  return {
    WebkitTextStroke: `${px(0.065)} rgba(6, 8, 14, 0.62)`,
    paintOrder: "stroke fill",
    textShadow: [
      `0 ${px(0.03)} ${px(0.06)} rgba(0, 0, 0, 0.5)`,
      `0 0 ${px(0.22)} rgba(0, 0, 0, 0.55)`,
      `0 ${px(0.06)} ${px(0.7)} rgba(0, 0, 0, 0.6)`,
    ].join(", "),
  } as const;
}

export const typeColor = "#ffffff";
export const highlightColor = "#ffd84a";

/**
 * Darkens the picture towards its lower edge, from nothing to what white type needs on a white one. The stops follow a half
 * wave: a straight ramp shows its ends.
 */
export const scrim = `linear-gradient(to bottom, ${[0, 0.12, 0.24, 0.36, 0.48, 0.6, 0.72, 1]
  .map((at) => `rgba(4, 6, 12, ${(0.5 * easeInOut(Math.min(1, at / 0.72))).toFixed(3)}) ${at * 100}%`)
  .join(", ")})`;
