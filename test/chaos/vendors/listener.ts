import * as z from "zod";
import { vendorServer } from "./vendor-server.ts";

/** A webhook as it came. */
export interface HeardWebhook {
  /** `webhook-id`: the same for each repeat. */
  readonly id: string;
  readonly type: string;
  readonly remainingScenes: number;
}

/** Where accounts have their webhooks sent: each has a path of its own. */
export interface Listener {
  readonly url: string;
  /** What came to a path and was accepted. */
  heard(path: string): readonly HeardWebhook[];
  /** Answers the next POSTs to a path with 500. */
  refuse(path: string, times: number): void;
  close(): void;
}

const payload = z.object({
  type: z.string(),
  data: z.looseObject({ remaining_scenes: z.number() }),
});

export async function startListener(): Promise<Listener> {
  const heard = new Map<string, HeardWebhook[]>();
  const refusals = new Map<string, number>();
  const server = await vendorServer(({ path, headers, body, response }) => {
    const left = refusals.get(path) ?? 0;
    if (left > 0) {
      refusals.set(path, left - 1);
      return void response.writeHead(500).end();
    }
    const { type, data } = payload.parse(JSON.parse(body));
    const id = String(headers["webhook-id"]);
    heard.set(path, [...(heard.get(path) ?? []), { id, type, remainingScenes: data.remaining_scenes }]);
    response.writeHead(204).end();
  });
  return {
    url: server.url,
    heard: (path) => heard.get(path) ?? [],
    refuse: (path, times) => void refusals.set(path, times),
    close: server.close,
  };
}
