/** Inside a tag, no text of a user can close it. */
export const escapeTags = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** JSON stays JSON: `<` as it is written inside JSON strings. */
export const jsonForTag = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
