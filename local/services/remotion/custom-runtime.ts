import path from "node:path";
import type { CustomRuntime } from "../lambda/environment-spec.ts";

/** Outlives `--fresh`: what is in it depends on the installed packages alone. */
const defaultCache = path.resolve(import.meta.dirname, "../../../node_modules/.cache/reelwright-remotion");

/**
 * Serves Remotion's function on this machine. In the template it is arm64 code with layers of Remotion's account, none of
 * which runs here; the same version of the same handler is among this repository's dependencies.
 *
 * @param cacheFolder kept between starts: the unpacked browser (220 MB), the lock of who draws
 */
export function remotionRuntime(cacheFolder: string = defaultCache): CustomRuntime {
  return {
    matches: ({ type, properties }) =>
      type === "AWS::Lambda::Function" && String(properties.FunctionName).startsWith("remotion-render-"),
    bootstrap: path.join(import.meta.dirname, "bootstrap.ts"),
    env: () => ({
      REELWRIGHT_RENDER_CACHE: path.resolve(cacheFolder),
      // Remotion takes "test" for its own tests.
      NODE_ENV: "production",
    }),
  };
}
