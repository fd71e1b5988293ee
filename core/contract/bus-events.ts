import * as z from "zod";
import { renderedSegment } from "./rendered-segment.ts";

/** `source` of everything Reelwright puts on its event bus. */
export const BUS_SOURCE = "reelwright";

/** What the bus carries, by `detail-type`. Delivered at least once; `id` is the natural key to drop repeats by. */
export const busEvents = {
  "render.completed": z.lazy(() =>
    z.object({
      id: z.string(),
      userId: z.string(),
      projectId: z.number(),
      renderId: z.string(),
      renderPath: z.string(),
      durationInFrames: z.number(),
      fps: z.number(),
      segments: z.array(renderedSegment),
    }),
  ),
  "render.failed": z.lazy(() =>
    z.object({
      id: z.string(),
      userId: z.string(),
      projectId: z.number(),
      renderId: z.string(),
      error: z.string(),
    }),
  ),
  "job.completed": z.lazy(() =>
    z.object({
      id: z.string(),
      userId: z.string(),
      projectId: z.number(),
      jobId: z.string(),
      totalScenes: z.number(),
    }),
  ),
  "job.partial": z.lazy(() =>
    z.object({
      id: z.string(),
      userId: z.string(),
      projectId: z.number(),
      jobId: z.string(),
      totalScenes: z.number(),
      remainingScenes: z.number(),
    }),
  ),
} as const;

export type BusEventName = keyof typeof busEvents;
export type BusEvent = {
  [Name in BusEventName]: { readonly name: Name; readonly detail: z.infer<(typeof busEvents)[Name]> };
}[BusEventName];

export const busEventNames = Object.keys(busEvents);

const busEventName = z.custom<BusEventName>((name) => busEventNames.includes(String(name)), "no such event");

/** @throws {z.ZodError} there is no such event, or it has another shape */
export function parseBusEvent(name: unknown, detail: unknown): BusEvent {
  const known = busEventName.parse(name);
  return { name: known, detail: busEvents[known].parse(detail) } as BusEvent;
}
