import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SpeechOrder, SpokenDocument } from "./speech-messages.ts";

const program = fileURLToPath(new URL("./speech-process.ts", import.meta.url));
/** An hour of speech takes under a minute; what takes longer hangs. */
const LONGEST_MS = 60_000;

/** The synthesizer in its process, which starts with the first order and is started again if it dies. */
export interface Synthesizer {
  speak(order: SpeechOrder): Promise<readonly SpokenDocument[]>;
  close(): Promise<void>;
}

interface Reply {
  readonly spoken?: readonly SpokenDocument[];
  readonly error?: string;
}

export function createSynthesizer(): Synthesizer {
  let child: ChildProcess | undefined;
  let isClosed = false;
  // One order at a time: the process answers in order and keeps no state between orders.
  let turn: Promise<unknown> = Promise.resolve();

  const ask = (order: SpeechOrder): Promise<readonly SpokenDocument[]> => {
    if (isClosed) return Promise.reject(new Error("the synthesizer is closed"));
    child ??= fork(program, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: [],
      serialization: "advanced",
    });
    const asked = child;
    return new Promise((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(timer);
        asked.off("message", onMessage);
        asked.off("exit", onExit);
        asked.off("error", onError);
        finish();
      };
      const fail = (reason: string) => {
        if (child === asked) child = undefined;
        asked.kill("SIGKILL");
        end(() => reject(new Error(`the synthesizer ${reason}`)));
      };
      const onMessage = ({ spoken, error }: Reply) => {
        if (spoken) end(() => resolve(spoken));
        else end(() => reject(new Error(error ?? "the synthesizer gave no reason")));
      };
      const onExit = (code: number | null, signal: string | null) => fail(`ended (${signal ?? code})`);
      const onError = (error: Error) => fail(`did not start: ${error.message}`);
      const timer = setTimeout(() => fail("took too long"), LONGEST_MS);
      asked.on("message", onMessage);
      asked.on("exit", onExit);
      asked.on("error", onError);
      asked.send(order);
    });
  };

  return {
    speak: (order) => {
      const answer = turn.then(() => ask(order));
      turn = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      isClosed = true;
      if (!child || child.exitCode !== null) return;
      const ended = new Promise((resolve) => child?.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
  };
}
