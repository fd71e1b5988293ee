import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { Clock, Faults, Log } from "../../types.ts";
import { createPainter } from "./painting/painter.ts";
import { sendJson } from "./protocol/answers.ts";
import { FalError } from "./protocol/fal-error.ts";
import { openGenerations } from "./protocol/generations.ts";
import { createRoutes } from "./protocol/routes.ts";
import { openFiles } from "./protocol/stored-files.ts";

export interface FalOptions {
  readonly faults: Faults;
  readonly clock: Clock;
  readonly log: Log;
  /** @default a free one */
  readonly port?: number;
  /** Requests and files are kept in its folder `fal`. */
  readonly stateDir: string;
}

/**
 * fal's queue and storage on one port of 127.0.0.1, with painters behind it.
 *
 * fal has a host per purpose; here the host is the first part of the path: `https://queue.fal.run/fal-ai/flux/dev`
 * is `${url}/queue.fal.run/fal-ai/flux/dev`. Hosts: queue.fal.run, fal.run, rest.fal.ai. Files lie at `${url}/files/…`.
 *
 * Faults, target `vendor:fal`, one per submitted request (`matching` looks into its body): `overload` refuses it (429
 * or `status`), `kill` drops the connection, `delay` keeps it queued for `delayMs`, `stall` keeps it in progress for
 * `delayMs` or for ever, `fail` ends it with `status` (500) and `error`, `garbage` ends it with a result of the wrong
 * shape, or, when `error` is "file", with a file that is no media.
 */
export async function startFal(options: FalOptions): Promise<{ url: string; close: () => Promise<void> }> {
  const { clock, faults, log, port = 0, stateDir } = options;
  const painter = createPainter(log);
  const files = await openFiles(join(stateDir, "fal", "files"));
  const generations = await openGenerations({
    folder: join(stateDir, "fal", "requests"),
    files,
    painter,
    clock,
    log,
  });
  let url = "";
  const route = createRoutes({ files, generations, faults, log, url: () => url });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await route(request, response);
    } catch (error) {
      if (!(error instanceof FalError))
        log.warn("fal.request-failed", { method: request.method, path: request.url, error });
      if (response.headersSent) response.destroy();
      else if (error instanceof FalError)
        sendJson(response, error.status, { detail: error.detail }, error.headers);
      else sendJson(response, 500, { detail: "Internal Server Error" });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the fal emulator has no port");
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    close: async () => {
      const ended = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await generations.close();
      await ended;
    },
  };
}
