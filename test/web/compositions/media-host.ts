import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { bundleRemotionSite } from "../../../lib/remotion-site.ts";

/** Kept between runs, as bin/app.ts keeps it: bundling takes seconds. */
const siteCache = path.resolve(import.meta.dirname, "../../../node_modules/.cache/reelwright-site");

export interface TestMediaHost {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly sitePath: string;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".mp4": "video/mp4",
  ".wav": "audio/wav",
};

/** The media host in small: the site under its path, and every file of `folder` under `/assets/`; byte ranges. */
export async function startMediaHost(folder: string): Promise<TestMediaHost> {
  const site = await bundleRemotionSite(siteCache);
  const sitePath = `/sites/${site.hash}/`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = pathname.startsWith(sitePath)
      ? path.join(site.folder, pathname.slice(sitePath.length))
      : path.join(folder, pathname.replace(/^\/assets\//, ""));
    stat(file).then(
      ({ size }) => {
        const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
        const start = Number(range?.[1] ?? 0);
        const end = range?.[2] ? Number(range[2]) : size - 1;
        response.writeHead(range ? 206 : 200, {
          "content-type": types[path.extname(file)] ?? "application/octet-stream",
          "content-length": end - start + 1,
          "accept-ranges": "bytes",
          "access-control-allow-origin": "*",
          ...(range && { "content-range": `bytes ${start}-${end}/${size}` }),
        });
        createReadStream(file, { start, end }).pipe(response);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    sitePath,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
