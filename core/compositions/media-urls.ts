import type { Composition } from "../contract/composition.ts";

/*
 * Stores keep paths of what is ours (`/assets/…`), because the media host's address may change; clients get and send
 * absolute URLs. Everything else in `remoteUrl` is somebody else's address and stays as it is.
 */

/** @param mediaBaseUrl without a slash at its end */
export const publicUrl = (path: string, mediaBaseUrl: string): string =>
  path.startsWith("/") ? `${mediaBaseUrl}${path}` : path;

/** @param mediaBaseUrl without a slash at its end */
export const storedUrl = (url: string, mediaBaseUrl: string): string =>
  url.startsWith(`${mediaBaseUrl}/`) ? url.slice(mediaBaseUrl.length) : url;

/** A planned scene as a client sees it: what it brings is at a URL, also where it is ours. */
export function publicScene<
  Scene extends { readonly remoteUrl?: string | undefined; readonly narrationUrl?: string | undefined },
>(scene: Scene, mediaBaseUrl: string): Scene {
  const { remoteUrl, narrationUrl } = scene;
  return {
    ...scene,
    ...(typeof remoteUrl === "string" && { remoteUrl: publicUrl(remoteUrl, mediaBaseUrl) }),
    ...(typeof narrationUrl === "string" && { narrationUrl: publicUrl(narrationUrl, mediaBaseUrl) }),
  };
}

/** The composition as a client sees it: URLs instead of paths. */
export const publicComposition = (composition: Composition, mediaBaseUrl: string): Composition =>
  withUrls(composition, (url) => publicUrl(url, mediaBaseUrl));

/** The composition as it is kept: paths for what is ours. */
export const storedComposition = (composition: Composition, mediaBaseUrl: string): Composition =>
  withUrls(composition, (url) => storedUrl(url, mediaBaseUrl));

function withUrls(composition: Composition, change: (url: string) => string): Composition {
  const assets = Object.entries(composition.assets).map(([key, asset]) => {
    const { remoteUrl } = asset;
    return [key, remoteUrl === undefined ? asset : { ...asset, remoteUrl: change(remoteUrl) }] as const;
  });
  return { ...composition, assets: Object.fromEntries(assets) };
}
