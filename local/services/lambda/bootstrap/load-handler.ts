import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { RuntimeError } from "./error-report.ts";
import { isStreaming } from "./streaming-globals.ts";

export type Handler = (event: unknown, ...rest: unknown[]) => unknown;

/**
 * Loads `folder/file.export` from the code folder, trying `.js`, `.mjs`, `.cjs` in the managed runtime's order.
 *
 * @throws RuntimeError `Runtime.ImportModuleError`, `Runtime.HandlerNotFound`, `Runtime.MalformedHandlerName`,
 *   `Runtime.CallbackHandlerDeprecated` (from nodejs24.x on, callbacks are refused)
 */
export async function loadHandler(codeDir: string, name: string): Promise<Handler> {
  const file = path.basename(name);
  const dot = file.indexOf(".");
  if (dot < 1 || dot === file.length - 1) {
    throw new RuntimeError("Runtime.MalformedHandlerName", `Bad handler: ${name}`);
  }
  const modulePath = path.resolve(codeDir, path.dirname(name), file.slice(0, dot));
  const found = [".js", ".mjs", ".cjs"].map((extension) => modulePath + extension).find(existsSync);
  if (!found) {
    throw new RuntimeError("Runtime.ImportModuleError", `Error: Cannot find module '${file.slice(0, dot)}'`);
  }
  const loaded: unknown = await import(pathToFileURL(found).href);
  const keys = file.slice(dot + 1).split(".");
  const handler = pick(loaded, keys) ?? pick(pick(loaded, ["default"]), keys);
  if (typeof handler !== "function") {
    throw new RuntimeError("Runtime.HandlerNotFound", `${name} is undefined or not exported`);
  }
  if (handler.length >= 3 && !isStreaming(handler)) {
    throw new RuntimeError(
      "Runtime.CallbackHandlerDeprecated",
      "AWS Lambda has removed support for callback-based function handlers starting with Node.js 24",
    );
  }
  return handler as Handler;
}

function pick(from: unknown, keys: readonly string[]): unknown {
  let value = from;
  for (const key of keys) {
    if (typeof value !== "object" && typeof value !== "function") return undefined;
    if (value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}
