/** A mistake of whoever started the cloud: told in one line, without a stack. */
export class StartError extends Error {
  override readonly name = "StartError";
}
