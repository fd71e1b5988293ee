import type { FaultOrder } from "./chaos-cloud.ts";
import { type Draws, drawsOf } from "./draws.ts";
import { cloudFault, deliveryFault, eventFault, functionFault, speechFault } from "./fault-menu.ts";
import type { Trouble } from "./vendors/trouble.ts";

/** What happens while a client reads a run's events. */
export type Incident =
  /** The run's execution is lost. */
  | "lose-execution"
  | "kill-cloud"
  | "delete-project"
  /** Somebody adds a text to the composition. */
  | "edit-by-hand"
  /** The same account starts another run. */
  | "second-run"
  /** The same job is asked to be resumed. */
  | "second-resume"
  /** The reader goes away and comes back with the last id. */
  | "close-stream"
  /** The reader goes away and comes back with an earlier id. */
  | "read-again";

export interface VendorTrouble {
  readonly vendor: "claude" | "fal";
  /** Which scene's picture, from 1; 0 for the picture of an edit. */
  readonly scene: number;
  /** Requests let through first. */
  readonly after: number;
  readonly trouble: Trouble;
}

/** What one step is for. */
export type Deed =
  | { readonly kind: "film"; readonly scenes: readonly SceneVisual[]; readonly autoSave: boolean }
  | { readonly kind: "edit"; readonly turns: readonly (readonly EditCall[])[] }
  | { readonly kind: "resume" }
  | { readonly kind: "retry-scene"; readonly scene: number };

/** What a scene shows: something generated, or an attached picture. */
export type SceneVisual = "image" | "video" | "own";

export type EditCall = "text" | "picture" | "speech";

/** One run that a client starts, with what befalls it. */
export interface Step {
  readonly deed: Deed;
  /** The request has an Idempotency-Key. */
  readonly isKeyed: boolean;
  /** Ordered before the request, for whatever has the account's id or email in it. */
  readonly early: readonly FaultOrder[];
  /** Ordered when the run is known, for whatever has its id in it. */
  readonly faults: readonly FaultOrder[];
  readonly troubles: readonly VendorTrouble[];
  readonly incidents: readonly { readonly atEvent: number; readonly what: Incident }[];
}

/** All that one seed does. */
export interface RunPlan {
  readonly seed: number;
  /** Purchased credits that the account begins with. */
  readonly credits: number;
  /** Webhook POSTs that are answered with 500 first. */
  readonly refusedPosts: number;
  readonly steps: readonly Step[];
}

/** Enough for any plan. */
const PLENTY = 5000;

export function planOf(seed: number): RunPlan {
  const draws = drawsOf(seed);
  const steps: Step[] = [];
  const isPoor = draws.chance(0.15);
  const killsCloud = draws.chance(0.06);
  steps.push(stepOf(draws, firstDeed(draws), killsCloud));
  for (let more = draws.weighted([[55, 0] as const, [35, 1] as const, [10, 2] as const]); more > 0; more--) {
    steps.push(stepOf(draws, nextDeed(draws), false));
  }
  return {
    seed,
    // The model's estimate and a scene or two.
    credits: isPoor ? draws.whole(69, 100) : PLENTY,
    refusedPosts: draws.chance(0.15) ? draws.whole(1, 2) : 0,
    steps,
  };
}

/** Whether the plan kills the whole cloud: whatever else runs in it dies, too. */
export const killsCloud = ({ steps }: RunPlan): boolean =>
  steps.some(({ incidents }) => incidents.some(({ what }) => what === "kill-cloud"));

const firstDeed = (draws: Draws): Deed => (draws.chance(0.75) ? film(draws) : edit(draws));

const nextDeed = (draws: Draws): Deed =>
  draws.weighted<() => Deed>([
    [35, () => ({ kind: "resume" })],
    [35, () => ({ kind: "retry-scene", scene: draws.whole(1, 4) })],
    [20, () => edit(draws)],
    [10, () => film(draws)],
  ])();

const film = (draws: Draws): Deed => ({
  kind: "film",
  scenes: Array.from({ length: draws.whole(1, 4) }, () =>
    draws.weighted([[10, "video"] as const, [15, "own"] as const, [75, "image"] as const]),
  ),
  autoSave: draws.chance(0.85),
});

const edit = (draws: Draws): Deed => ({
  kind: "edit",
  turns: Array.from({ length: draws.whole(1, 2) }, () =>
    Array.from({ length: draws.whole(1, 2) }, () =>
      draws.weighted([[4, "text"] as const, [4, "picture"] as const, [1, "speech"] as const]),
    ),
  ),
});

function stepOf(draws: Draws, deed: Deed, killsCloud_: boolean): Step {
  const isCalm = draws.chance(0.1);
  const several = (share: number, most: number) =>
    isCalm || !draws.chance(share) ? 0 : draws.whole(1, most);
  const make = <Item>(count: number, item: () => Item): Item[] => Array.from({ length: count }, item);
  return {
    deed,
    isKeyed: draws.chance(0.6),
    early: make(several(0.3, 1), () =>
      draws.chance(0.5) ? functionFault(draws, "AgentStream") : cloudFault(draws),
    ),
    faults: make(several(0.85, 3), () =>
      draws.weighted<() => FaultOrder>([
        [30, () => functionFault(draws, "SceneSteps")],
        [25, () => functionFault(draws, "AgentSteps")],
        [10, () => functionFault(draws, "AgentStream")],
        [12, () => executionFault(draws)],
        [20, () => cloudFault(draws)],
        [5, () => deliveryFault(draws)],
        [4, () => eventFault(draws)],
        [6, () => speechFault(draws)],
      ])(),
    ),
    troubles: make(several(0.45, 3), () => troubleOf(draws, deed)),
    incidents: [
      ...make(several(0.6, 3), () => ({ atEvent: draws.whole(1, 14), what: incident(draws) })),
      ...(killsCloud_ ? [{ atEvent: draws.whole(1, 10), what: "kill-cloud" as const }] : []),
    ],
  };
}

const executionFault = (draws: Draws): FaultOrder => {
  const isScene = draws.chance(0.6);
  return {
    target: isScene ? "machine:SceneMachine" : "machine:LongVideo",
    kind: draws.weighted([[5, "kill"] as const, [1, "delay"] as const]),
    after: isScene ? draws.whole(0, 2) : 0,
    atStep: draws.whole(1, isScene ? 9 : 4),
    delayMs: 20_000,
  };
};

const incident = (draws: Draws): Incident =>
  draws.weighted<Incident>([
    [12, "lose-execution"],
    [6, "delete-project"],
    [25, "edit-by-hand"],
    [15, "second-run"],
    [10, "second-resume"],
    [25, "close-stream"],
    [10, "read-again"],
  ]);

function troubleOf(draws: Draws, deed: Deed): VendorTrouble {
  const scenes = deed.kind === "film" ? deed.scenes.length : 1;
  const isOfModel = deed.kind !== "resume" && deed.kind !== "retry-scene" && draws.chance(0.35);
  return {
    vendor: isOfModel ? "claude" : "fal",
    scene: deed.kind === "edit" ? 0 : draws.whole(1, scenes),
    after: draws.weighted([[5, 0] as const, [1, 1] as const]),
    trouble: draws.one<Trouble>(
      isOfModel
        ? ["busy", "busy", "fail", "drop", "cut", "lose", "garbage", "refuse"]
        : ["refuse", "busy", "drop", "lose", "fail", "garbage", "cut", "junk", "stall", "hang", "forget"],
    ),
  };
}
