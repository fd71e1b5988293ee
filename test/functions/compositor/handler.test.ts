import { beforeAll, describe, expect, it } from "vitest";
import { wire } from "../../../functions/compositor/wiring.ts";

const env = {
  AWS_REGION: "us-east-1",
  DATA_BUCKET: "data",
  MEDIA_BUCKET: "media",
  RENDER_BUCKET: "render",
  MEDIA_BASE_URL_PARAMETER: "/media",
  REMOTION_FUNCTION_NAME: "remotion-render-4-0-527-mem2048mb-disk2048mb-600sec",
  REMOTION_SITE_PATH: "/sites/0123456789abcdef/",
  FFMPEG_DIRECTORY: "/opt",
};
const silent = () => undefined;

beforeAll(() => {
  Object.assign(process.env, env);
});

describe("the compositor's function", () => {
  it.each(["FFMPEG_DIRECTORY", "REMOTION_FUNCTION_NAME", "AWS_REGION"] as const)(
    "names %s when a deployment forgot it",
    (name) => {
      const { [name]: _, ...incomplete } = env;
      expect(() => wire(incomplete, silent)).toThrow(name);
    },
  );

  it.each([{}, { workId: "" }, { workId: "../renders/other" }, { workId: 7 }, undefined])(
    "refuses what names no work: %j",
    async (event) => {
      const { handler } = await import("../../../functions/compositor/handler.ts");
      const context = { getRemainingTimeInMillis: () => 1000 };
      await expect(handler(event, context)).rejects.toMatchObject({ name: "InvalidStepError" });
    },
  );
});
