import type { Composition } from "../contract/composition.ts";
import type { FilmPlan } from "../contract/film-plan.ts";
import type { RendererName } from "../contract/rendered-segment.ts";

/** queued → rendering → completed | failed; the last two are final. */
export type RenderState = "queued" | "rendering" | "completed" | "failed";

export const liveRenderStates: readonly RenderState[] = ["queued", "rendering"];

export const resolutions = ["720p", "1080p", "source"] as const;
export type Resolution = (typeof resolutions)[number];

/** One film in the making. What it is made of (composition, plan) is in the data bucket under its id. */
export interface Render {
  readonly renderId: string;
  readonly userId: string;
  readonly projectId: number;
  readonly state: RenderState;
  readonly resolution: Resolution;
  /** Path on the media host where the film goes, `/renders/<128 random bits>/<slug>.mp4`; fixed at the start, so that a repeated step writes it again. */
  readonly outputPath: string;
  /** A scene drawn ahead of its film: no output, no credits, and the project does not know of it. */
  readonly isAhead?: boolean;
  /** Who is told of its end, besides the account's endpoint. */
  readonly webhookUrl?: string;
  readonly createdAtEpochMs: number;
  /** Every step renews it; a live render whose steps are silent is dead. */
  readonly heartbeatAtEpochMs: number;
  readonly endedAtEpochMs?: number;
  readonly error?: string;
}

/** The making of one segment; absent until a renderer was asked. */
export interface SegmentWork {
  readonly renderId: string;
  /** Its place in the plan, from 0. */
  readonly index: number;
  /** The renderer's own id of the work. */
  readonly rendererJobId: string;
  /** 1 for the first start; a segment that fails in a way that may pass is started again. */
  readonly tries: number;
  /** 0–1. */
  readonly progress: number;
  /** Who draws or drew it; known from the first look on. */
  readonly renderer?: RendererName;
  readonly startedAtEpochMs: number;
  /** When the progress was last seen to be another. */
  readonly movedAtEpochMs?: number;
  /** Why it was given up. */
  readonly error?: string;
  /** Of a work that is kept by content: the render that draws it ahead, and whether no film has paid for it yet. */
  readonly drawnAhead?: { readonly by: string; readonly isOwed: boolean };
}

/** Renders and the work on their segments. Every method is one conditional write or one consistent read. */
export interface RenderStore {
  /** @returns false when the id is taken */
  create(render: Render): Promise<boolean>;
  get(renderId: string): Promise<Render | undefined>;
  /** @returns false when the render has ended, or there is none */
  heartbeat(renderId: string, state: "queued" | "rendering", atEpochMs: number): Promise<boolean>;
  /** @returns false when it had ended already */
  end(
    renderId: string,
    state: "completed" | "failed",
    fields: { readonly atEpochMs: number; readonly error?: string },
  ): Promise<boolean>;
  /** Live ones whose last heartbeat was before `epochMs`, the most silent first. */
  listSilent(epochMs: number, limit: number): Promise<Render[]>;
  /**
   * @param expectedTries what the stored work has; 0 for none
   * @returns false when it has another: somebody else started it
   */
  putSegment(work: SegmentWork, expectedTries: number): Promise<boolean>;
  getSegment(renderId: string, index: number): Promise<SegmentWork | undefined>;
  /** In no particular order. */
  listSegments(renderId: string): Promise<SegmentWork[]>;
}

/** The composition as it was when the render was asked for, and the plan made of it; each is written once. */
export interface FilmPlanStore {
  putComposition(renderId: string, composition: Composition): Promise<void>;
  getComposition(renderId: string): Promise<Composition | undefined>;
  putPlan(renderId: string, plan: FilmPlan): Promise<void>;
  getPlan(renderId: string): Promise<FilmPlan | undefined>;
}
