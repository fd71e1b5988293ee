/** A segment holds something that the compositor does not draw; Remotion does. */
export class UnsuitedError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "UnsuitedError";
  }
}
