import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ServerSentEvent, serverSentEvents } from "../../../bin/client/server-sent-events.ts";
import { runEventsRoute } from "../../../functions/agent-stream/routes/run-events.ts";
import { createLogger } from "../../../functions/runtime/logger.ts";
import { agentWorld } from "../../core/agent/agent-world.ts";
import { drive } from "../../core/agent/drive.ts";
import { plansFilm } from "../../core/agent/scripted-model.ts";

/** A film's run, read over lines that break. */
async function brokenLines() {
  const world = await agentWorld(plansFilm(Array.from({ length: 6 }, () => ({}))));
  const { runId } = await world.admit();
  await drive(world, runId);
  const route = runEventsRoute({
    ...world.deps,
    lookUp: async () => world.account,
    logger: createLogger("test"),
  });

  /** Everything that one connection would carry after `lastId`. */
  async function bytesAfter(lastId: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const answer = await route.handle({
      method: "GET",
      path: route.path,
      params: { id: runId },
      query: {},
      headers: { "api-key": "k", ...(lastId !== undefined && { "last-event-id": lastId }) },
      requestId: "request-1",
      deadlineEpochMs: Date.now() + 60_000,
      json: () => undefined,
    });
    if (!("frames" in answer)) throw new Error(`no stream: ${JSON.stringify(answer)}`);
    let text = "";
    for await (const frame of answer.frames) text += frame;
    return new TextEncoder().encode(text);
  }
  return { count: (await world.eventsOf(runId)).length, bytesAfter };
}

/** As far as a client gets with these bytes. */
async function readThrough(bytes: Uint8Array<ArrayBuffer>): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(new Response(bytes))) events.push(event);
  return events;
}

describe("a reader whose line breaks", () => {
  it("has every event once and in order, wherever it broke, in the middle of a checkpoint too (I3)", async () => {
    const { count, bytesAfter } = await brokenLines();
    const whole = await bytesAfter(undefined);
    const events = await readThrough(whole);
    expect(events.map(({ id }) => Number(id))).toEqual(
      Array.from({ length: count }, (_, index) => index + 1),
    );
    const text = new TextDecoder().decode(whole);
    const checkpointAt = text.indexOf("event: checkpoint");
    expect(checkpointAt).toBeGreaterThan(0);
    const insideCheckpoint = fc.integer({ min: checkpointAt, max: text.indexOf("\n\n", checkpointAt) + 1 });
    const anywhere = fc.integer({ min: 0, max: whole.length });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(insideCheckpoint, anywhere), { maxLength: 8 }), async (cuts) => {
        const seen: ServerSentEvent[] = [];
        for (const cut of [...cuts, whole.length]) {
          const bytes = await bytesAfter(seen.at(-1)?.id);
          seen.push(...(await readThrough(bytes.slice(0, cut))));
          if (seen.at(-1)?.name === "done") break;
        }
        expect(seen).toEqual(events);
      }),
      { numRuns: 60 },
    );
  });
});
