/** The hold that pays for a render. */
export const holdIdOf = (renderId: string): string => `render:${renderId}`;
