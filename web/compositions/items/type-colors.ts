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
