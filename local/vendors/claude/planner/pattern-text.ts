/** The source of a pattern that matches exactly this text. */
export function patternText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
