import { beforeAll, describe, expect, it } from "vitest";
import { wire } from "../../../functions/render-steps/wiring.ts";

const env = {
  AWS_REGION: "us-east-1",
  CORE_TABLE: "core",
  DATA_BUCKET: "data",
  MEDIA_BUCKET: "media",
  RENDER_BUCKET: "render",
  MEDIA_BASE_URL_PARAMETER: "/media",
  EVENT_BUS_NAME: "bus",
  EGRESS_ALLOW_LIST: "",
  REMOTION_FUNCTION_NAME: "remotion-render-4-0-527-mem2048mb-disk2048mb-600sec",
  REMOTION_SITE_PATH: "/sites/0123456789abcdef/",
  RENDER_CONCURRENCY: "2",
  COMPOSITOR_FUNCTION_NAME: "compositor",
};
const silent = () => undefined;
const context = { getRemainingTimeInMillis: () => 1000 };

beforeAll(() => {
  Object.assign(process.env, env);
});

describe("the render steps", () => {
  it("name what a deployment forgot", () => {
    const { RENDER_BUCKET: _, ...incomplete } = env;
    expect(() => wire(incomplete, silent)).toThrow("RENDER_BUCKET");
    const { AWS_REGION: __, ...nowhere } = env;
    expect(() => wire(nowhere, silent)).toThrow("AWS_REGION");
  });

  it("draw differently for another site, so that no old segment is taken", () => {
    const other = wire({ ...env, REMOTION_SITE_PATH: "/sites/fedcba9876543210/" }, silent);
    expect(other.renderer.fingerprint).not.toBe(wire(env, silent).renderer.fingerprint);
    expect(wire(env, silent).renderer.fingerprint).toBe(wire({ ...env }, silent).renderer.fingerprint);
  });

  it.each([{ step: "paint", renderId: "r" }, { step: "start-segment", renderId: "r" }, undefined])(
    "refuse what is no step: %j",
    async (event) => {
      const { handler } = await import("../../../functions/render-steps/handler.ts");
      await expect(handler(event, context)).rejects.toMatchObject({ name: "InvalidStepError" });
    },
  );
});
