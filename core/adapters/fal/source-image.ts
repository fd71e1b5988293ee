import { ProviderError, TransientError } from "../../contract/errors.ts";

/** More than any picture that ingest lets in. */
const MOST_BYTES = 30 * 1024 * 1024;

/**
 * One of our own pictures, from the media host.
 * @throws TransientError when it cannot be had now; ProviderError when it is not there, no picture or too large
 */
export async function readSourceImage(url: string, signal: AbortSignal): Promise<File> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw new TransientError("The source picture could not be reached.", cause);
  }
  if (response.status >= 500)
    throw new TransientError(`The source picture could not be read (${response.status}).`);
  if (!response.ok) throw new ProviderError(`The source picture is not there (${response.status}).`);
  const type = (response.headers.get("content-type") ?? "").split(";")[0]?.trim() ?? "";
  if (!type.startsWith("image/")) throw new ProviderError("The source is not a picture.");
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength > MOST_BYTES) throw new ProviderError("The source picture is too large.");
  return new File([bytes], `source.${type.slice("image/".length).replace("jpeg", "jpg")}`, { type });
}
