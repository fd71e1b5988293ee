import type { ServerSentEvent } from "../../bin/client/server-sent-events.ts";
import { type Answer, eventsOf, type Participant } from "./participant.ts";
import { until } from "./wait.ts";

const TERMINAL = ["done", "error"];

/** What a client saw of a run, told apart by its ids. */
export interface WatchedRun {
  readonly runId: string;
  readonly events: readonly ServerSentEvent[];
  /** What a reader must not see. */
  readonly complaints: readonly string[];
  /** Of the run's own stream; undefined when its project was deleted and nothing could be read any more. */
  readonly end: ServerSentEvent | undefined;
}

/** Whether to go on reading; `from` begins anew behind an event that was seen before. */
export type Reaction = "go-on" | "close" | { readonly from: number };

/**
 * Reads a run's events to the last one, attaching again with the last id whenever the line breaks, and notes whatever is
 * missing, comes twice, or comes after the end.
 *
 * @param onEvent told how many events there were, after each; may go away
 */
export async function watchRun(
  participant: Participant,
  { runId, first }: { readonly runId: string; readonly first?: Answer },
  onEvent: (count: number) => Reaction | Promise<Reaction> = () => "go-on",
): Promise<WatchedRun> {
  const events: ServerSentEvent[] = [];
  const complaints: string[] = [];
  let afterSeq = 0;
  let response = first?.stream;

  const take = (event: ServerSentEvent): void => {
    const seq = Number(event.id);
    const known = events[seq - 1];
    if (seq !== afterSeq + 1) complaints.push(`event ${event.id} came after ${afterSeq}`);
    else if (known === undefined) events.push(event);
    else if (JSON.stringify(known) !== JSON.stringify(event))
      complaints.push(`event ${seq} was another one when it was read again`);
    afterSeq = seq;
  };

  const read = async (stream: Response): Promise<void> => {
    for await (const event of eventsOf(stream)) {
      const before = events.length;
      take(event);
      if (TERMINAL.includes(event.name)) return;
      if (events.length === before) continue;
      const reaction = await onEvent(events.length);
      if (reaction === "go-on") continue;
      if (reaction !== "close") afterSeq = Math.min(reaction.from, events.length);
      return;
    }
  };

  const isOver = () => TERMINAL.includes(events.at(-1)?.name ?? "") && afterSeq === events.length;
  await until(`the end of the stream of ${runId}, at ${events.at(-1)?.name}`, async () => {
    if (response) await read(response);
    response = undefined;
    if (isOver()) return true;
    const answer = await participant.attach(runId, afterSeq);
    if (answer?.stream) response = answer.stream;
    else if (answer?.status === 204) complaints.push(`204 after event ${afterSeq}, before the end`);
    else if (answer && answer.status < 500 && answer.status !== 429) {
      complaints.push(`attaching was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
    } else return undefined;
    return complaints.length > 20 ? true : undefined;
  });
  await checkNothingFollows(participant, runId, afterSeq, complaints);
  return { runId, events, complaints, end: events.at(-1) };
}

/** Whoever has it all is told that nothing is left. */
async function checkNothingFollows(
  participant: Participant,
  runId: string,
  afterSeq: number,
  complaints: string[],
): Promise<void> {
  const answer = await until(`the 204 of ${runId}`, async () => {
    const given = await participant.attach(runId, afterSeq);
    await given?.stream?.body?.cancel();
    // Its end may be told before it is written that it has ended.
    const isRefused = given && given.status >= 400 && given.status < 500 && given.status !== 429;
    return given?.status === 204 || isRefused ? given : undefined;
  });
  if (answer.status !== 204) complaints.push(`a reader with every event got ${answer.status}`);
}
