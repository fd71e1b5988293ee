import { describe, expect, it } from "vitest";
import { wire } from "../../../functions/render-finisher/wiring.ts";

const env = { CORE_TABLE: "core", DATA_BUCKET: "data", MEDIA_BUCKET: "media", FFMPEG_DIRECTORY: "/opt" };

describe("the finisher's function", () => {
  it("names what a deployment forgot", () => {
    const { FFMPEG_DIRECTORY: _, ...incomplete } = env;
    expect(() => wire(incomplete)).toThrow("FFMPEG_DIRECTORY");
  });

  it("refuses an event without a render", async () => {
    Object.assign(process.env, env);
    const { handler } = await import("../../../functions/render-finisher/handler.ts");
    await expect(handler({ step: "finish" }, { getRemainingTimeInMillis: () => 1000 })).rejects.toMatchObject(
      {
        name: "InvalidStepError",
      },
    );
  });
});
