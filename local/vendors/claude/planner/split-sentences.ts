/** The sentences of a narration, with their end marks. */
export function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?]+(?:[.!?]+["”']?(?=\s|$)|[.!?](?!\s)[^.!?]*[.!?]+|$)/gu) ?? [text])
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
}
