import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";
import { type ServerSentEvent, serverSentEvents } from "../../bin/client/server-sent-events.ts";
import type { ChaosCloud } from "./chaos-cloud.ts";
import { until } from "./wait.ts";

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body; undefined for a stream. */
  readonly body: unknown;
  /** A stream that is still to be read. */
  readonly stream?: Response;
}

const refusal = z.looseObject({
  error: z.string(),
  message: z.string(),
  data: z.looseObject({ runId: z.string().optional(), jobId: z.string().optional() }).nullish(),
});
export type Refusal = z.infer<typeof refusal>;
export const refusalOf = ({ body }: Answer): Refusal | undefined => refusal.safeParse(body).data;

/** What may be sent again, because whoever answered it was in trouble. */
const PASSING_STATUSES = [500, 502, 503, 504];
const PASSING_CODES = ["REQUEST_UNDERWAY", "ZOMBIE_TIMEOUT", "RATE_LIMITED"];

/** An account, and a client that does not give up. */
export class Participant {
  readonly email: string;
  readonly userId: string;
  readonly #apiKey: string;
  readonly #cloud: ChaosCloud;

  private constructor(cloud: ChaosCloud, who: { email: string; userId: string; apiKey: string }) {
    this.#cloud = cloud;
    this.email = who.email;
    this.userId = who.userId;
    this.#apiKey = who.apiKey;
  }

  /** Makes the account. @param name of nobody else's */
  static async join(cloud: ChaosCloud, name: string, credits: number): Promise<Participant> {
    const email = `${name}@chaos.test`;
    const ask = <T>(request: { action: string } & Record<string, unknown>, answer: z.ZodType<T>) =>
      until(`${request.action} of ${email}`, async () => {
        await cloud.whenUp;
        return cloud
          .admin()
          .ask(request, answer)
          .catch(() => undefined);
      });
    const { userId } = await ask(
      { action: "account.create", email, plan: "payg", credits },
      z.object({ userId: z.string() }),
    );
    const { apiKey } = await ask(
      { action: "key.create", userId, requestId: name },
      z.object({ apiKey: z.string() }),
    );
    return new Participant(cloud, { email, userId, apiKey });
  }

  /** Has its webhooks sent there. */
  async listenAt(url: string): Promise<void> {
    const headers = { authorization: `Bearer ${this.#apiKey}` };
    const { status } = await this.send("PUT", "/api/v1/webhooks/endpoint", { url }, { headers });
    if (status !== 200) throw new Error(`the endpoint was refused: ${status}`);
  }

  /** Credits bought while everything is calm. */
  async topUp(credits: number): Promise<void> {
    const request = { action: "account.topup", requestId: randomUUID(), userId: this.userId, credits };
    await this.#cloud.ask(() => this.#cloud.admin().ask(request, z.unknown()));
  }

  /**
   * Sends a request until it is answered with what is no trouble of the server's.
   * @param options `isKeyed`: with one Idempotency-Key for all attempts
   */
  async send(
    method: string,
    path: string,
    body?: Record<string, unknown>,
    options: { readonly isKeyed?: boolean; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Answer> {
    const headers = { ...options.headers, ...(options.isKeyed && { "idempotency-key": randomUUID() }) };
    return until(`an answer to ${method} ${path}`, async () => {
      const answer = await this.#once(method, path, body, headers);
      if (answer === undefined || PASSING_STATUSES.includes(answer.status)) return undefined;
      const refusal = refusalOf(answer);
      // Lambda's own refusal is none of ours.
      if (answer.status === 429 && refusal === undefined) return undefined;
      return PASSING_CODES.includes(refusal?.error ?? "") ? undefined : answer;
    });
  }

  /** `data` of a successful answer. */
  async call<T>(
    method: string,
    path: string,
    data: z.ZodType<T>,
    body?: Record<string, unknown>,
  ): Promise<T> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return z.object({ data }).parse(answer.body).data;
  }

  /** Attaches to a run. @returns undefined when nobody could be reached; a 204 says that nothing is left */
  attach(runId: string, afterSeq: number): Promise<Answer | undefined> {
    return this.#once("GET", `/api/agent/runs/${runId}/events`, undefined, {
      ...(afterSeq > 0 && { "last-event-id": String(afterSeq) }),
    });
  }

  async #once(
    method: string,
    path: string,
    body: Record<string, unknown> | undefined,
    headers: Record<string, string>,
  ): Promise<Answer | undefined> {
    await this.#cloud.whenUp;
    const url = new URL(path, this.#cloud.current.baseUrl);
    if (body === undefined) url.searchParams.set("email", this.email);
    try {
      const response = await fetch(url, {
        method,
        headers: { "api-key": this.#apiKey, "content-type": "application/json", ...headers },
        ...(body && { body: JSON.stringify({ email: this.email, apiKey: this.#apiKey, ...body }) }),
      });
      const { status } = response;
      if ((response.headers.get("content-type") ?? "").includes("text/event-stream")) {
        return { status, headers: response.headers, body: undefined, stream: response };
      }
      const text = await response.text();
      return { status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
    } catch {
      // The cloud is down, or whoever answered was killed.
      await pause(100);
      return undefined;
    }
  }
}

/** Events of one response; ends when the line breaks. */
export async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  try {
    yield* serverSentEvents(response);
  } catch (error) {
    // A line that breaks is an error of fetch, or half an event.
    if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
  }
}
