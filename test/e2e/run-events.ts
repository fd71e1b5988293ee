import { type ServerSentEvent, serverSentEvents } from "../../bin/client/server-sent-events.ts";
import type { Product } from "./booted-product.ts";

export async function collect(events: AsyncIterable<ServerSentEvent>): Promise<ServerSentEvent[]> {
  const seen: ServerSentEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

export const named = (events: readonly ServerSentEvent[], name: string): ServerSentEvent[] =>
  events.filter((event) => event.name === name);

/** One answer to who wants a run's events (again). @param lastEventId the header as it is sent */
export function attach(
  { cloud, account }: Pick<Product, "cloud" | "account">,
  runId: string,
  lastEventId?: string,
): Promise<Response> {
  return fetch(new URL(`/api/agent/runs/${runId}/events?email=${account.email}`, cloud.baseUrl), {
    headers: {
      "api-key": account.apiKey,
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
    },
  });
}

/** The events of one answer, to its end. */
export const eventsOf = async (response: Response): Promise<ServerSentEvent[]> =>
  collect(serverSentEvents(response));

/** A stream that is read while something else happens. */
export interface OpenStream {
  /** Everything that came so far, comments too, a frame each without its blank line. */
  readonly frames: readonly string[];
  readonly isOver: boolean;
  /** Resolves when it was closed; rejects when it broke off. */
  readonly closed: Promise<void>;
}

export function follow(response: Response): OpenStream {
  const frames: string[] = [];
  let isOver = false;
  const read = async () => {
    if (!response.ok || response.body === null) throw new Error(`no stream but ${response.status}`);
    let rest = "";
    try {
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        const parts = `${rest}${text}`.split("\n\n");
        rest = parts.pop() ?? "";
        frames.push(...parts);
      }
    } finally {
      isOver = true;
    }
    if (rest !== "") throw new Error(`it ended in the middle of a frame: ${rest.slice(0, 100)}`);
  };
  const closed = read();
  // Whoever waits for it is told; nobody may.
  closed.catch(() => undefined);
  return {
    frames,
    closed,
    get isOver() {
      return isOver;
    },
  };
}
