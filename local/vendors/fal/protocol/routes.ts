import type { IncomingMessage, ServerResponse } from "node:http";
import type { Fault, Faults, Log } from "../../../types.ts";
import { parseJson, readBody, sendFile, sendJson } from "./answers.ts";
import { FalError } from "./fal-error.ts";
import type { Generations } from "./generations.ts";
import { FILE_SCHEME, type RequestRecord } from "./request-record.ts";
import type { StoredFiles } from "./stored-files.ts";

interface Context {
  readonly files: StoredFiles;
  readonly generations: Generations;
  readonly faults: Faults;
  readonly log: Log;
  url(): string;
}

type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Everything that the emulator answers; whatever else is asked for is a 404 that names it. */
export function createRoutes(context: Context): Route {
  const { files, generations, faults, log } = context;

  const appOf = (endpoint: string) => endpoint.split("/").slice(0, 2).join("/");
  const linksOf = ({ id, endpoint }: RequestRecord) => {
    const base = `${context.url()}/queue.fal.run/${appOf(endpoint)}/requests/${id}`;
    return { status_url: `${base}/status`, response_url: base, cancel_url: `${base}/cancel` };
  };
  const statusOf = (record: RequestRecord, withLogs: boolean) => ({
    status: record.state,
    request_id: record.id,
    ...linksOf(record),
    ...(record.state === "IN_QUEUE" ? { queue_position: generations.positionOf(record) } : {}),
    ...(withLogs && record.state !== "IN_QUEUE" ? { logs: record.logs } : {}),
    ...(record.state === "COMPLETED"
      ? { metrics: { inference_time: secondsOf(record) }, ...errorOf(record) }
      : {}),
  });
  /** The outcome as it is asked for: files get the address of today. */
  const sendResult = (response: ServerResponse, record: RequestRecord) => {
    const { outcome } = record;
    if (!outcome) throw new FalError(400, "Request is still in progress");
    const body: unknown = JSON.parse(
      JSON.stringify(outcome.body).replaceAll(FILE_SCHEME, `${context.url()}/files/`),
    );
    sendJson(response, outcome.status, body, { "x-fal-request-id": record.id });
  };

  /** Takes a submission, or refuses it as the fault control says. */
  const submit = async (request: IncomingMessage, endpoint: string): Promise<RequestRecord> => {
    const body = await readBody(request);
    const fault = faults.take("vendor:fal", body.toString());
    refuse(request, fault);
    const record = generations.submit(endpoint, parseJson(body), fault);
    log.debug("fal.submitted", { id: record.id, endpoint, fault: fault?.kind });
    return record;
  };

  const queue = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ) => {
    const [, app = "", id = "", rest = ""] = /^([^/]+\/[^/]+)\/requests\/([^/]+)(\/.*)?$/.exec(path) ?? [];
    const call = `${request.method} ${id ? `request${rest}` : "submit"}`;
    switch (call) {
      case "POST submit": {
        if (query.has("fal_webhook"))
          throw new FalError(422, "webhooks are not emulated: ask for the status");
        const record = await submit(request, path);
        const links = linksOf(record);
        return sendJson(
          response,
          200,
          {
            status: "IN_QUEUE",
            request_id: record.id,
            ...links,
            queue_position: generations.positionOf(record),
          },
          { "x-fal-request-id": record.id },
        );
      }
      case "GET request/status": {
        const record = generations.find(app, id);
        const isDone = record.state === "COMPLETED";
        return sendJson(response, isDone ? 200 : 202, statusOf(record, query.get("logs") === "1"), {
          "x-fal-request-id": id,
        });
      }
      case "GET request":
        return sendResult(response, generations.find(app, id));
      case "PUT request/cancel": {
        const isInTime = generations.cancel(generations.find(app, id));
        return sendJson(response, isInTime ? 202 : 400, {
          status: isInTime ? "CANCELLATION_REQUESTED" : "ALREADY_COMPLETED",
        });
      }
      default:
        throw new FalError(404, `the queue emulator does not know ${request.method} /${path}`);
    }
  };

  const storage = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (request.method !== "POST" || path !== "storage/upload/initiate") {
      throw new FalError(404, `the storage emulator does not know ${request.method} /${path}`);
    }
    const body = parseJson(await readBody(request));
    const wanted = typeof body === "object" && body !== null ? Object.entries(body) : [];
    const fileName = wanted.find(([key]) => key === "file_name")?.[1];
    const contentType = wanted.find(([key]) => key === "content_type")?.[1];
    if (typeof fileName !== "string" || typeof contentType !== "string") {
      throw new FalError(422, [{ loc: ["body", "file_name"], msg: "Field required", type: "missing" }]);
    }
    const extension =
      /\.(\w{1,8})$/.exec(fileName)?.[1] ?? contentType.split("/")[1]?.replace(/\W.*/, "") ?? "bin";
    const name = files.newName(extension.toLowerCase());
    sendJson(response, 200, {
      upload_url: `${context.url()}/upload/${name}`,
      file_url: `${context.url()}/files/${name}`,
    });
  };

  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://emulator");
    const [host = "", ...parts] = pathname.slice(1).split("/");
    const path = parts.join("/");
    if (host === "files" && (request.method === "GET" || request.method === "HEAD"))
      return sendFile(request, response, await files.read(path));
    if (host === "upload" && request.method === "PUT") {
      await files.save(path, await readBody(request));
      return sendJson(response, 200, {});
    }
    authenticate(request);
    if (host === "queue.fal.run") return queue(request, response, path, searchParams);
    if (host === "rest.fal.ai") return storage(request, response, path);
    if (host === "fal.run" && request.method === "POST") {
      const record = await submit(request, path);
      await generations.whenDone(record);
      return sendResult(response, record);
    }
    throw new FalError(404, `the fal emulator does not know ${request.method} ${pathname}`);
  };
}

/** fal takes `Authorization: Key <id>:<secret>`; any key will do here, except none and the sentinels of one that was never set. */
function authenticate(request: IncomingMessage): void {
  const key = /^Key (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (!key)
    throw new FalError(
      401,
      "Authentication is required to access this application. If you are using a client, make sure it has a key.",
    );
  if (key === "unset" || key.startsWith("invalid"))
    throw new FalError(401, "No user found for Key ID and Secret");
}

function refuse(request: IncomingMessage, fault: Fault | undefined): void {
  switch (fault?.kind) {
    case undefined:
    case "delay":
    case "stall":
    case "fail":
    case "garbage":
      return;
    case "overload":
      throw new FalError(fault.status ?? 429, fault.error ?? "Too many requests", { "retry-after": "1" });
    case "kill":
      request.socket.destroy();
      throw new FalError(503, "the connection was dropped");
    case "duplicate":
    case "lose":
      throw new FalError(501, `the fal emulator has no fault of kind ${fault.kind}`);
  }
}

function secondsOf({ startedAtEpochMs, completedAtEpochMs }: RequestRecord): number {
  return startedAtEpochMs === undefined || completedAtEpochMs === undefined
    ? 0
    : (completedAtEpochMs - startedAtEpochMs) / 1000;
}

/** A completed request that failed says so in its status. */
function errorOf({ outcome }: RequestRecord): { error?: string; error_type?: string } {
  if (!outcome || outcome.status < 400) return {};
  return {
    error: JSON.stringify(outcome.body),
    error_type:
      outcome.status === 499
        ? "client_cancelled"
        : outcome.status >= 500
          ? "internal_server_error"
          : "request_error",
  };
}
