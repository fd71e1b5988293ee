import { AwsError } from "../../../types.ts";
import type { Json } from "../language/definition.ts";
import { StateError } from "../language/state-error.ts";

interface Waiting {
  readonly succeed: (output: Json) => void;
  readonly fail: (error: StateError) => void;
}

/** Tasks that wait for somebody to bring their token back. */
export class TaskTokens {
  readonly #waiting = new Map<string, Waiting>();
  readonly #ended = new Set<string>();

  /** Settles when the token comes back. Rejects (and the token is dead) when the signal is aborted. */
  wait(token: string, signal: AbortSignal): Promise<Json> {
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    const end = () => {
      this.#waiting.delete(token);
      this.#ended.add(token);
      signal.removeEventListener("abort", onAbort);
    };
    const onAbort = () => {
      end();
      reject(signal.reason);
    };
    this.#waiting.set(token, {
      succeed: (output) => {
        end();
        resolve(output);
      },
      fail: (error) => {
        end();
        reject(error);
      },
    });
    signal.addEventListener("abort", onAbort, { once: true });
    return promise;
  }

  /** @throws AwsError `InvalidOutput`, `TaskTimedOut`, `TaskDoesNotExist` */
  succeed(token: string, output: string): void {
    let value: Json;
    try {
      value = JSON.parse(output) as Json;
    } catch (cause) {
      throw new AwsError("InvalidOutput", `the output is not JSON: ${String(cause)}`);
    }
    this.#find(token).succeed(value);
  }

  /** @throws AwsError `TaskTimedOut`, `TaskDoesNotExist` */
  fail(token: string, error: string, cause: string): void {
    this.#find(token).fail(new StateError(error, cause));
  }

  #find(token: string): Waiting {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) return waiting;
    if (this.#ended.has(token)) throw new AwsError("TaskTimedOut", `Task Timed Out: '${token}'`);
    throw new AwsError("TaskDoesNotExist", `Task does not exist: '${token}'`);
  }
}
