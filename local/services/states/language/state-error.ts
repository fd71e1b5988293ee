/** How a state fails, by the names of the States Language: `States.Timeout`, or whatever a task's error is called. */
export class StateError extends Error {
  override readonly name = "StateError";
  readonly error: string;
  /** Text for `Cause`; a JSON document when a function failed. */
  readonly causeText: string;

  constructor(error: string, causeText: string, options?: ErrorOptions) {
    super(`${error}: ${causeText}`, options);
    this.error = error;
    this.causeText = causeText;
  }
}

/** A mistake in the machine or its data. Neither Retry nor `States.ALL` helps against it. */
export function runtimeError(message: string): StateError {
  return new StateError("States.Runtime", message);
}

/** Errors that only their own name matches. */
const TERMINAL = new Set(["States.Runtime", "States.DataLimitExceeded"]);

/** Whether a Retry or Catch that lists `errorEquals` takes this error. */
export function matchesError(errorEquals: readonly string[], { error }: StateError): boolean {
  return errorEquals.some((name) => {
    if (name === error) return error !== "States.Runtime";
    if (TERMINAL.has(error)) return false;
    return name === "States.ALL" || (name === "States.TaskFailed" && error !== "States.Timeout");
  });
}
