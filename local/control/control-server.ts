import type { IncomingMessage, RequestListener } from "node:http";
import type { Assembly, Clock, Fault, Faults, Log } from "../types.ts";
import { parseFault, parseForgotten, parseMove } from "./fault-schema.ts";
import { nameIn } from "./faults.ts";

export interface ControlOptions {
  readonly clock: Clock;
  readonly faults: Faults & { list(): Fault[] };
  readonly assembly: Assembly;
  readonly log: Log;
  /** What has to happen before a move of the clock is answered, such as expiring items. */
  afterMove(): Promise<void>;
  /** Running invocations of the functions with this in their name live through the move, too. */
  catchUp(name: string): void;
  /** Runs of the state machines, for `GET /executions`. */
  executions(): Promise<unknown>;
}

/** `input`: the parsed body of a POST, the query of anything else. */
type Route = (input: unknown, options: ControlOptions) => unknown;

/** What tests and people may do to the local cloud that no AWS account offers. Listens on loopback only, and is not signed. */
const routes: Readonly<Record<string, Route>> = {
  "GET /health": () => ({ status: "ok" }),
  "GET /clock": (_body, { clock }) => ({
    nowEpochMs: clock.now(),
    offsetMs: clock.offsetMs,
    speed: clock.speed,
  }),
  "POST /clock": async (body, { clock, afterMove, catchUp, log }) => {
    const { advanceMs, speed, through } = parsed(parseMove, body);
    if (speed !== undefined) clock.runAt(speed);
    if (advanceMs !== undefined) clock.advance(advanceMs);
    if (through !== undefined) catchUp(nameIn(through));
    log.info("clock.moved", { advanceMs, offsetMs: clock.offsetMs, speed: clock.speed });
    if (advanceMs !== undefined) await afterMove();
    return { nowEpochMs: clock.now() };
  },
  "GET /faults": (_body, { faults }) => ({ faults: faults.list() }),
  "POST /faults": (body, { faults, log }) => {
    const fault = parsed(parseFault, body);
    faults.add(fault);
    log.info("faults.added", { fault });
    return { fault };
  },
  "DELETE /faults": (query, { faults }) => {
    faults.clear(parsed(parseForgotten, query));
    return { faults: faults.list() };
  },
  "GET /executions": (_body, { executions }) => executions(),
  "GET /outputs": (_body, { assembly }) => assembly.outputs,
  "GET /resources": (_body, { assembly }) => ({
    resources: assembly.resources.map(({ logicalId, type, ref, attributes }) => ({
      logicalId,
      type,
      ref,
      attributes,
    })),
  }),
};

/** The caller's mistake, told to it in full. */
class BadRequestError extends Error {
  override readonly name = "BadRequestError";
}

export function createControl(options: ControlOptions): RequestListener {
  return (incoming, outgoing) => {
    answer(incoming, options)
      .catch((error: unknown) => failure(error, options.log))
      .then(({ status, body }) => {
        outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      })
      .catch((error: unknown) => {
        options.log.warn("control.unanswered", { error });
        outgoing.destroy();
      });
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function answer(incoming: IncomingMessage, options: ControlOptions): Promise<Answer> {
  const [path, query] = (incoming.url ?? "/").split("?");
  const route = routes[`${incoming.method} ${path}`];
  if (!route) {
    const known = Object.keys(routes).join(", ");
    return { status: 404, body: { error: `no ${incoming.method} ${path}; there are ${known}` } };
  }
  const input =
    incoming.method === "POST" ? await readJson(incoming) : Object.fromEntries(new URLSearchParams(query));
  return { status: 200, body: await route(input, options) };
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (cause) {
    throw new BadRequestError("the body is not JSON", { cause });
  }
}

function parsed<T>(parse: (input: unknown) => T, body: unknown): T {
  try {
    return parse(body);
  } catch (cause) {
    throw new BadRequestError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function failure(error: unknown, log: Log): Answer {
  if (error instanceof BadRequestError) return { status: 400, body: { error: error.message } };
  log.warn("control.failed", { error });
  return { status: 500, body: { error: "the control server failed; the log says why" } };
}
