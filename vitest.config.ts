import { defineConfig } from "vitest/config";

const TESTS = "test/**/*.test.{ts,tsx}";
/** Boots the whole product from the synthesized template. */
const PRODUCT = ["test/e2e/*.test.ts", "test/bin/reelwright.test.ts"];

const timeouts = { testTimeout: 30_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Chromium, the emulated cloud and the synthesizer are processes: two files at once fill two cores.
    maxWorkers: 2,
    projects: [
      { test: { name: "parts", include: [TESTS], exclude: PRODUCT, ...timeouts } },
      {
        test: {
          name: "product",
          include: PRODUCT,
          globalSetup: "test/e2e/synthesize-once.ts",
          ...timeouts,
          // Each boots a cloud and renders: one after the other, after the parts.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
