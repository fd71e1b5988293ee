import { InvalidRequestError } from "../../contract/errors.ts";

/** Media that we do not take, and why; the text may be shown to whoever sent it. */
export function refuse(message: string): InvalidRequestError {
  return new InvalidRequestError("INVALID_MEDIA", [{ path: "", message }]);
}
