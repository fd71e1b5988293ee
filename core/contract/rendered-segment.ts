import * as z from "zod";

/** Who draws: the compositor what most segments are, Remotion anything. */
export const rendererName = z.enum(["compositor", "remotion"]);
export type RendererName = z.infer<typeof rendererName>;

/** A piece of a film that is made, in frames of the film, and who drew it; `kept`: it was there from an earlier film. */
export const renderedSegment = z.object({
  from: z.number().int().min(0),
  durationInFrames: z.number().int().min(1),
  renderer: z.enum([...rendererName.options, "kept"]),
});
export type RenderedSegment = z.infer<typeof renderedSegment>;
