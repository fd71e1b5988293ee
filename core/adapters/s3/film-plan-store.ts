import type * as z from "zod";
import { composition as compositionSchema } from "../../contract/composition.ts";
import { filmPlan } from "../../contract/film-plan.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import type { FilmPlanStore } from "../../ports/renders.ts";

/** Compositions and plans of renders, as JSON under `renders/<renderId>/` of the data bucket. */
export function blobFilmPlanStore(data: Pick<BlobStore, "get" | "put">): FilmPlanStore {
  const compositionKey = (renderId: string) => `renders/${renderId}/composition.json`;
  const planKey = (renderId: string) => `renders/${renderId}/plan.json`;
  const put = (key: string, value: unknown) =>
    data.put(key, JSON.stringify(value), { mimeType: "application/json" });
  const get = async <Schema extends z.ZodType>(
    schema: Schema,
    key: string,
  ): Promise<z.infer<Schema> | undefined> => {
    const bytes = await data.get(key);
    return bytes && schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  };
  return {
    putComposition: (renderId, composition) => put(compositionKey(renderId), composition),
    getComposition: (renderId) => get(compositionSchema, compositionKey(renderId)),
    putPlan: (renderId, plan) => put(planKey(renderId), plan),
    getPlan: (renderId) => get(filmPlan, planKey(renderId)),
  };
}
