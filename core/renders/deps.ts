import type { CreditDeps } from "../credits/change-credits.ts";
import type { BlobStore } from "../ports/blob-store.ts";
import type { EventBus } from "../ports/event-bus.ts";
import type { FilmFinisher } from "../ports/film-finisher.ts";
import type { Ingest } from "../ports/ingest.ts";
import type { ProjectStore } from "../ports/projects.ts";
import type { FilmPlanStore, RenderStore } from "../ports/renders.ts";
import type { RunStore } from "../ports/runs.ts";
import type { SegmentRenderer, Sha256 } from "../ports/segment-renderer.ts";
import type { Ids } from "../ports/time-and-ids.ts";
import type { Workflows } from "../ports/workflows.ts";

/** What ending a render needs, however it ends. */
export interface EndRenderDeps extends CreditDeps {
  readonly renders: RenderStore;
  readonly projects: Pick<ProjectStore, "get" | "update">;
  readonly events: EventBus;
}

export interface ReapDeps extends EndRenderDeps {
  readonly workflows: Pick<Workflows, "renderStatus" | "stopRender">;
}

export interface StartRenderDeps extends Omit<ReapDeps, "projects"> {
  readonly projects: Pick<ProjectStore, "get" | "getWithComposition" | "update">;
  readonly plans: FilmPlanStore;
  readonly runs: Pick<RunStore, "getLock">;
  readonly workflows: Pick<Workflows, "startRender" | "renderStatus" | "stopRender">;
  readonly ids: Ids;
}

export interface SegmentDeps extends EndRenderDeps {
  readonly plans: FilmPlanStore;
  readonly renderer: SegmentRenderer;
  /** Where segments are, by their keys. */
  readonly segments: Pick<BlobStore, "head">;
  /** Segments drawn ahead at once in the whole deployment. */
  readonly aheadPlaces: number;
}

export interface CutDeps extends SegmentDeps {
  readonly segments: Pick<BlobStore, "head" | "renew">;
  readonly ingest: Pick<Ingest, "fromUrl">;
  readonly sha256: Sha256;
}

export interface FinishDeps extends Omit<EndRenderDeps, "events" | "credits"> {
  readonly plans: FilmPlanStore;
  readonly finisher: FilmFinisher;
}
