import type { FaultOrder } from "./chaos-cloud.ts";
import type { Draws } from "./draws.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Worker = "AgentStream" | "AgentSteps" | "SceneSteps";

/** The most AWS calls of one invocation that a kill looks for, and the most invocations let through before it. */
const LIMITS: Readonly<Record<Worker, { calls: number; after: number }>> = {
  AgentStream: { calls: 14, after: 0 },
  AgentSteps: { calls: 16, after: 5 },
  SceneSteps: { calls: 14, after: 16 },
};

/** What befalls a function: it dies at one of its calls, its answer is lost, it is delivered again, late or at once … */
export function functionFault(draws: Draws, worker: Worker): FaultOrder {
  const { calls, after: most } = LIMITS[worker];
  const base = { target: `function:${worker}`, after: draws.whole(0, most) };
  if (worker === "AgentStream") {
    return draws.weighted<() => FaultOrder>([
      [6, () => ({ ...base, kind: "kill", atStep: draws.whole(1, calls) })],
      [4, () => ({ ...base, kind: "kill", delayMs: draws.whole(20, 1500) })],
      [2, () => ({ ...base, kind: "overload", times: draws.whole(1, 2) })],
      [1, () => ({ ...base, kind: "fail", status: 500 })],
    ])();
  }
  return draws.weighted<() => FaultOrder>([
    [
      40,
      () => ({
        ...base,
        kind: "kill",
        atStep: draws.whole(1, calls),
        times: draws.weighted([[6, 1] as const, [1, 9] as const]),
      }),
    ],
    [10, () => ({ ...base, kind: "lose" })],
    [8, () => ({ ...base, kind: "duplicate", times: draws.whole(1, 3) })],
    [10, () => ({ ...base, kind: "duplicate", delayMs: 0, times: draws.whole(1, 3) })],
    [
      10,
      () => ({
        ...base,
        kind: "duplicate",
        delayMs: draws.one([5 * SECOND, MINUTE, 10 * MINUTE]),
        times: draws.whole(1, 3),
      }),
    ],
    [6, () => ({ ...base, kind: "overload", times: draws.whole(1, 3) })],
    [6, () => ({ ...base, kind: "delay", delayMs: draws.one([5 * SECOND, MINUTE, 6 * MINUTE]) })],
    [3, () => ({ ...base, kind: "stall", delayMs: draws.one([MINUTE, 4 * MINUTE]) })],
    [3, () => ({ ...base, kind: "fail", status: 500, times: draws.whole(1, 2) })],
    [3, () => ({ ...base, kind: "fail" })],
    [2, () => ({ ...base, kind: "garbage" })],
  ])();
}

/** What befalls a call to AWS: it is refused, or lost on its way, or its answer is. */
export function cloudFault(draws: Draws): FaultOrder {
  const service = draws.weighted([[8, "dynamodb"] as const, [2, "s3"] as const, [1, "events"] as const]);
  const after = service === "dynamodb" ? draws.whole(0, 90) : draws.whole(0, 3);
  return draws.weighted<() => FaultOrder>([
    [6, () => ({ target: `service:${service}`, kind: "lose", after })],
    [3, () => ({ target: `service:${service}`, kind: "kill", after })],
    [2, () => ({ target: `service:${service}`, kind: "fail", status: 500, after, times: draws.whole(1, 4) })],
    [2, () => ({ target: `service:${service}`, kind: "overload", after, times: draws.whole(1, 4) })],
  ])();
}

/** What befalls a message on its way to the webhook sender. */
export const deliveryFault = (draws: Draws): FaultOrder =>
  draws.weighted<() => FaultOrder>([
    [3, () => ({ target: "queue:Webhooks", kind: "duplicate" })],
    [3, () => ({ target: "queue:Webhooks", kind: "delay", delayMs: draws.one([10 * SECOND, 3 * MINUTE]) })],
    [1, () => ({ target: "queue:Webhooks", kind: "fail", status: 500, times: draws.whole(1, 2) })],
  ])();

/** What befalls the webhook sender. */
export const eventFault = (draws: Draws): FaultOrder =>
  draws.weighted<() => FaultOrder>([
    [4, () => ({ target: "function:WebhookSender", kind: "kill", atStep: draws.whole(1, 6) })],
    [
      2,
      () => ({ target: "function:WebhookSender", kind: "duplicate", delayMs: draws.one([0, 30 * SECOND]) }),
    ],
    [1, () => ({ target: "function:WebhookSender", kind: "lose" })],
  ])();

/** What befalls the speech vendor. */
export const speechFault = (draws: Draws): FaultOrder =>
  draws.weighted<() => FaultOrder>([
    [3, () => ({ target: "vendor:polly", kind: "fail", times: draws.whole(1, 3) })],
    [2, () => ({ target: "vendor:polly", kind: "overload", times: draws.whole(1, 20) })],
    [2, () => ({ target: "vendor:polly", kind: "garbage", times: draws.whole(1, 2) })],
    [1, () => ({ target: "vendor:polly", kind: "delay", delayMs: MINUTE })],
  ])();
