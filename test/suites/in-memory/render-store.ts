import {
  liveRenderStates,
  type Render,
  type RenderStore,
  type SegmentWork,
} from "../../../core/ports/renders.ts";

export function inMemoryRenderStore(): RenderStore {
  const renders = new Map<string, Render>();
  const works = new Map<string, SegmentWork>();
  const updateLive = (renderId: string, fields: Partial<Render>): boolean => {
    const render = renders.get(renderId);
    if (!render || !liveRenderStates.includes(render.state)) return false;
    renders.set(renderId, { ...render, ...fields });
    return true;
  };
  const place = (renderId: string, index: number) => `${renderId}/${index}`;
  return {
    async create(render) {
      if (renders.has(render.renderId)) return false;
      renders.set(render.renderId, render);
      return true;
    },
    get: async (renderId) => renders.get(renderId),
    heartbeat: async (renderId, state, atEpochMs) =>
      updateLive(renderId, { state, heartbeatAtEpochMs: atEpochMs }),
    end: async (renderId, state, { atEpochMs, error }) =>
      updateLive(renderId, { state, endedAtEpochMs: atEpochMs, ...(error !== undefined && { error }) }),
    listSilent: async (epochMs, limit) =>
      [...renders.values()]
        .filter(
          ({ state, heartbeatAtEpochMs }) => liveRenderStates.includes(state) && heartbeatAtEpochMs < epochMs,
        )
        .toSorted((a, b) => a.heartbeatAtEpochMs - b.heartbeatAtEpochMs)
        .slice(0, limit),
    async putSegment(work, expectedTries) {
      const key = place(work.renderId, work.index);
      if ((works.get(key)?.tries ?? 0) !== expectedTries) return false;
      works.set(key, work);
      return true;
    },
    getSegment: async (renderId, index) => works.get(place(renderId, index)),
    listSegments: async (renderId) => [...works.values()].filter((work) => work.renderId === renderId),
  };
}
