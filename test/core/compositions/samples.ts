import type { Composition } from "../../../core/contract/composition.ts";

/** A picture for two seconds, a title over its second half, and narration; in client's words, with keys of its own. */
export const sampleComposition = (): Composition => ({
  fps: 30,
  compositionWidth: 1920,
  compositionHeight: 1080,
  editorState: { zoom: 1.5, panels: ["left", null] },
  tracks: [
    { id: "titles", trackType: "text", items: ["title"], isLocked: true },
    { id: "main", trackType: "video", name: "Main", items: ["late", "picture"] },
    { id: "sound", items: ["voice"] },
  ],
  items: {
    title: { id: "title", type: "text", text: "Hello", from: 30, durationInFrames: 30, glow: { radius: 3 } },
    late: { id: "late", type: "image", assetId: "moon", from: 60, durationInFrames: 15 },
    picture: { id: "picture", type: "image", assetId: "sun", from: 0, durationInFrames: 60 },
    voice: { id: "voice", type: "audio", assetId: "speech", from: 0, durationInFrames: 50 },
  },
  assets: {
    sun: { id: "sun", type: "image", remoteUrl: "/assets/user/aa.jpg", license: "CC0" },
    moon: { id: "moon", type: "image", remoteUrl: "https://example.com/moon.jpg" },
    speech: { id: "speech", type: "audio", remoteUrl: "/assets/user/bb.mp3" },
  },
});
