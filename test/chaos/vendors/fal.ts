import { createHash, randomUUID } from "node:crypto";
import { mp4, pngChunk, pngOf } from "../../core/adapters/ingest/sample-media.ts";
import { type Trouble, type TroubleStore, troubleStore } from "./trouble.ts";
import { sendJson, type VendorCall, vendorServer } from "./vendor-server.ts";

/** Looks at a request that is stalled before it is ready. */
const STALLED_LOOKS = 6;

/** One request that was accepted, and would be billed. */
export interface FalRecord {
  readonly id: string;
  readonly app: string;
  readonly prompt: string;
  /** What was asked for, the seed excluded. */
  readonly input: string;
  readonly atEpochMs: number;
  readonly trouble: Trouble | undefined;
  /** SHA-256 of the file that was made, in hex. */
  readonly hash: string;
  looks: number;
  isCancelled: boolean;
}

/** fal's queue, answering at once, with a file of its own for every request. */
export interface FalStandIn {
  readonly url: string;
  readonly troubles: TroubleStore;
  readonly records: readonly FalRecord[];
  close(): void;
}

const REQUEST = /^\/queue\.fal\.run\/(.+)\/requests\/([^/]+)(\/status|\/cancel)?$/;

/**
 * A stand-in for fal, with the least that a client of its queue needs. Source: https://docs.fal.ai/model-apis/model-endpoints/queue
 */
export async function startFal(): Promise<FalStandIn> {
  const troubles = troubleStore();
  const records: FalRecord[] = [];
  const byId = new Map<string, FalRecord>();
  const files = new Map<string, Uint8Array>();
  let url = "";

  const submit = ({ path, body, response }: VendorCall) => {
    const { prompt = "", seed: _, ...rest } = JSON.parse(body) as Record<string, unknown>;
    const trouble = troubles.take(String(prompt));
    if (trouble === "refuse") return sendJson(response, 422, { detail: "The prompt is not allowed." });
    if (trouble === "busy") return sendJson(response, 503, { detail: "Too many requests" });
    if (trouble === "drop") return void response.destroy();
    const id = randomUUID();
    const app = path.slice("/queue.fal.run/".length);
    const file = fileOf(id, app);
    files.set(id, trouble === "junk" ? Buffer.from("this is no media") : file);
    const record: FalRecord = {
      id,
      app,
      prompt: String(prompt),
      input: JSON.stringify({ prompt, ...rest }),
      atEpochMs: Date.now(),
      trouble,
      hash: createHash("sha256").update(file).digest("hex"),
      looks: 0,
      isCancelled: false,
    };
    records.push(record);
    byId.set(id, record);
    if (trouble === "lose") return void response.destroy();
    const body_ = { status: "IN_QUEUE", request_id: id, queue_position: 0 };
    if (trouble === "cut") return void response.writeHead(200).end(JSON.stringify(body_).slice(0, 20));
    sendJson(response, 200, body_);
  };

  const status = (record: FalRecord, { response }: VendorCall) => {
    record.looks += 1;
    if (record.trouble === "forget") return sendJson(response, 404, { detail: "Request not found" });
    const isWaiting =
      record.trouble === "hang" || (record.trouble === "stall" && record.looks <= STALLED_LOOKS);
    sendJson(response, isWaiting ? 202 : 200, {
      status: isWaiting ? "IN_PROGRESS" : "COMPLETED",
      request_id: record.id,
    });
  };

  const result = (record: FalRecord, { response }: VendorCall) => {
    if (record.trouble === "fail") return sendJson(response, 500, { detail: "The generation failed" });
    if (record.trouble === "garbage") return sendJson(response, 200, { unexpected: ["nonsense", 42] });
    const isVideo = record.app.includes("video");
    const file = {
      url: `${url}/files/${record.id}`,
      content_type: isVideo ? "video/mp4" : "image/png",
    };
    sendJson(response, 200, isVideo ? { video: file } : { images: [file] });
  };

  const answer = (call: VendorCall) => {
    const { method, path, response } = call;
    const file = path.startsWith("/files/") ? files.get(path.slice("/files/".length)) : undefined;
    if (method === "GET" && file) return void response.writeHead(200).end(file);
    if (method === "POST" && path === "/rest.fal.ai/storage/upload/initiate") {
      const name = randomUUID();
      return sendJson(response, 200, {
        upload_url: `${url}/upload/${name}`,
        file_url: `${url}/files/${name}`,
      });
    }
    if (method === "PUT" && path.startsWith("/upload/")) return sendJson(response, 200, {});
    const [, , id = "", what] = REQUEST.exec(path) ?? [];
    const record = byId.get(id);
    if (method === "POST" && id === "") return submit(call);
    if (!record) return sendJson(response, 404, { detail: "Request not found" });
    if (what === "/status") return status(record, call);
    if (what === undefined) return result(record, call);
    record.isCancelled = true;
    sendJson(response, 202, { status: "CANCELLATION_REQUESTED" });
  };

  const server = await vendorServer(answer);
  url = server.url;
  return { url, troubles, records, close: server.close };
}

/** Media with the request's id in it, so that no two are the same. */
function fileOf(id: string, app: string): Uint8Array {
  if (!app.includes("video")) return pngOf(64, 36, pngChunk("tEXt", [...Buffer.from(`id\0${id}`)]));
  const clip = Buffer.from(mp4({ seconds: 5, tracks: ["vide"] }));
  const mark = Buffer.alloc(8 + id.length);
  mark.writeUInt32BE(mark.length, 0);
  mark.write(`free${id}`, 4, "latin1");
  return Buffer.concat([clip, mark]);
}
