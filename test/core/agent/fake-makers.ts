import { createHash } from "node:crypto";
import { inspectFile } from "../../../core/adapters/ingest/inspect-file.ts";
import { readOwnAsset } from "../../../core/assets/own-asset.ts";
import { InvalidRequestError, ProviderError, TransientError } from "../../../core/contract/errors.ts";
import type { Ingest, IngestedAsset } from "../../../core/ports/ingest.ts";
import type {
  CancelsVendorJobs,
  ImageMaker,
  VendorJob,
  VideoMaker,
} from "../../../core/ports/media-makers.ts";
import type { Speaker } from "../../../core/ports/speaker.ts";

/** Looks at a vendor's work until it is ready. */
const LOOKS = 2;

/**
 * Vendors of pictures, clips and speech that do what the prompt says: `[refuse]` fails for good, `[flaky]` fails once in
 * a way that may pass, `[garbage]` gives bytes that ingest refuses, `[mute]` in a narration has no voice.
 */
export function fakeMakers() {
  const started: { kind: "image" | "video"; prompt: string; sourceImageUrl?: string }[] = [];
  const spoken: { text: string; voiceId: string | undefined }[] = [];
  const looks = new Map<string, number>();
  const flaky = new Set<string>();

  const start = (
    kind: "image" | "video",
    request: { prompt: string; sourceImageUrl?: string },
  ): VendorJob => {
    const { prompt, sourceImageUrl } = request;
    started.push({ kind, prompt, ...(sourceImageUrl !== undefined && { sourceImageUrl }) });
    return { vendorJobId: `${kind}-${started.length}`, model: prompt };
  };
  const check = async ({ vendorJobId, model: prompt }: VendorJob) => {
    const count = (looks.get(vendorJobId) ?? 0) + 1;
    looks.set(vendorJobId, count);
    if (count < LOOKS) return { state: "waiting" as const };
    if (prompt.includes("[refuse]")) {
      return { state: "failed" as const, message: "not allowed", isRetryable: false };
    }
    if (prompt.includes("[flaky]") && !flaky.has(prompt)) {
      flaky.add(prompt);
      return { state: "failed" as const, message: "hiccup", isRetryable: true };
    }
    const kind = vendorJobId.split("-")[0];
    const name = prompt.includes("[garbage]") ? "garbage" : vendorJobId;
    return { state: "ready" as const, url: `https://vendor.example/${kind}/${name}`, mimeType: "image/png" };
  };

  const images: ImageMaker = { startImage: async (request) => start("image", request), checkImage: check };
  const videos: VideoMaker = { startVideo: async (request) => start("video", request), checkVideo: check };
  const cancels: CancelsVendorJobs = { cancel: async () => undefined };
  const speaker: Speaker = {
    async speak({ text, voiceId }) {
      if (text.includes("[mute]")) throw new ProviderError("This voice cannot say that.");
      if (text.includes("[lost voice]")) throw new TransientError("The speech vendor is down.");
      spoken.push({ text, voiceId });
      const words = text.split(" ").map((word, index) => ({
        text: word,
        startMs: index * 300,
        endMs: index * 300 + 280,
      }));
      return {
        audio: new TextEncoder().encode(text),
        mimeType: "audio/mpeg",
        durationInSeconds: words.length * 0.3,
        words,
        voiceId: voiceId ?? "Joanna",
        billedCharacters: text.length,
      };
    },
  };
  return { images, videos, cancels, speaker, started, spoken };
}

/** Takes every URL but garbage; what it is says the path's first part. */
export const fakeIngest: Ingest = {
  async fromUrl(userId, url) {
    const [, kind = "image", name = ""] = new URL(url).pathname.split("/");
    if (name === "garbage") {
      throw new InvalidRequestError("INVALID_MEDIA", [
        { path: "", message: "The media is nothing we take." },
      ]);
    }
    return assetOf(userId, url, kind === "video" || kind === "audio" ? kind : "image");
  },
  async fromBytes(userId, bytes) {
    const { kind } = inspectFile(bytes);
    const content = new TextDecoder().decode(bytes);
    // What the speaker made is the text it was to say.
    return assetOf(userId, content, kind === "text" || kind === "pdf" ? "audio" : kind);
  },
  async fromOwn(userId, path) {
    const { contentHash, kind = "image" } = readOwnAsset(path, userId) ?? {};
    if (contentHash === undefined) throw new Error(`${path} is not in the account.`);
    return { ...assetOf(userId, path, kind), contentHash, path };
  },
};

function assetOf(userId: string, content: string, kind: IngestedAsset["kind"]): IngestedAsset {
  const contentHash = createHash("sha256").update(content).digest("hex");
  const ending = { image: "png", video: "mp4", audio: "mp3" }[kind];
  const about = { contentHash, kind, path: `/assets/${userId}/${contentHash}.${ending}`, sizeInBytes: 1 };
  if (kind === "audio") {
    return { ...about, mimeType: "audio/mpeg", durationInSeconds: content.split(" ").length * 0.3 };
  }
  const size = { width: 1920, height: 1080 };
  return kind === "video"
    ? { ...about, ...size, mimeType: "video/mp4", durationInSeconds: 5 }
    : { ...about, ...size, mimeType: "image/png" };
}
