import { setImmediate as turn } from "node:timers/promises";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** How many times a client waited for DynamoDB: requests that are under way together are one round. */
export interface RoundCount {
  /** Names of the commands of each round since the last call. */
  take(): string[][];
  stop(): void;
}

/** The event loop has come around so often without a request: nobody has one to send until an answer comes. */
const QUIET_TURNS = 20;

/**
 * Counts rounds at the wire, not by time: the requests of a round are held back until no other one comes, then sent
 * together, and answered together. What starts after an answer is the next round.
 */
export function countRounds(client: DynamoDBDocumentClient): RoundCount {
  let rounds: string[][] = [];
  let open:
    | { readonly names: string[]; readonly sent: Promise<void>; under: number; done: () => void }
    | undefined;
  const allDone = new Map<object, Promise<void>>();

  const openRound = () => {
    const names: string[] = [];
    rounds.push(names);
    const { promise, resolve } = Promise.withResolvers<void>();
    const send = async () => {
      for (let quiet = 0, seen = 0; quiet < QUIET_TURNS; quiet++) {
        await turn();
        if (names.length > seen) quiet = 0;
        seen = names.length;
      }
      open = undefined;
    };
    const round = { names, sent: send(), under: 0, done: resolve };
    allDone.set(round, promise);
    open = round;
    return round;
  };

  const name = "countRounds";
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const round = open ?? openRound();
      round.names.push(context.commandName ?? "");
      round.under += 1;
      await round.sent;
      try {
        return await next(args);
      } finally {
        round.under -= 1;
        if (round.under === 0) round.done();
        await allDone.get(round);
      }
    },
    { step: "finalizeRequest", priority: "low", name },
  );
  return {
    take() {
      const taken = rounds;
      rounds = [];
      return taken;
    },
    stop: () => void client.middlewareStack.remove(name),
  };
}
