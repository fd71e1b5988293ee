import { z } from "zod";
import type { EdgeRequest, EdgeResponse } from "./edge-message.ts";

const list = z.array(z.string()).default([]);

/** `CorsConfiguration` of an HTTP API and `Cors` of a function URL: the same fields. */
export const corsProperties = z.object({
  AllowCredentials: z.boolean().default(false),
  AllowHeaders: list,
  AllowMethods: list,
  AllowOrigins: list,
  ExposeHeaders: list,
  MaxAge: z.coerce.number().int().optional(),
});

export type CorsConfig = z.infer<typeof corsProperties>;

/** Is it a preflight, which the service answers without the function? */
export function isPreflight({ method, headers }: EdgeRequest): boolean {
  return method === "OPTIONS" && headers.has("origin") && headers.has("access-control-request-method");
}

/** Answers a preflight; the allow headers are missing when the origin or the method is not allowed. */
export function answerPreflight(config: CorsConfig, request: EdgeRequest, status: number): EdgeResponse {
  const headers = new Headers();
  const method = request.headers.get("access-control-request-method") ?? "";
  const isAllowed = config.AllowMethods.includes("*") || config.AllowMethods.includes(method);
  if (isAllowed && allowOrigin(config, request, headers)) {
    headers.set("access-control-allow-methods", config.AllowMethods.join(","));
    if (config.AllowHeaders.length > 0) {
      const asked = request.headers.get("access-control-request-headers") ?? "*";
      headers.set(
        "access-control-allow-headers",
        config.AllowHeaders.includes("*") ? asked : config.AllowHeaders.join(","),
      );
    }
    if (config.MaxAge !== undefined) headers.set("access-control-max-age", String(config.MaxAge));
  }
  return { status, headers };
}

/** With a configuration the service owns the CORS headers: the function's are dropped. */
export function withCors(
  config: CorsConfig | undefined,
  request: EdgeRequest,
  response: EdgeResponse,
): EdgeResponse {
  if (!config) return response;
  const headers = new Headers(response.headers);
  for (const name of [...headers.keys()]) {
    if (name.startsWith("access-control-")) headers.delete(name);
  }
  if (allowOrigin(config, request, headers) && config.ExposeHeaders.length > 0) {
    headers.set("access-control-expose-headers", config.ExposeHeaders.join(","));
  }
  return { ...response, headers };
}

function allowOrigin(config: CorsConfig, request: EdgeRequest, headers: Headers): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  const isAnyone = config.AllowOrigins.includes("*");
  if (!isAnyone && !config.AllowOrigins.includes(origin)) return false;
  headers.set("access-control-allow-origin", isAnyone && !config.AllowCredentials ? "*" : origin);
  if (config.AllowCredentials) headers.set("access-control-allow-credentials", "true");
  headers.append("vary", "Origin");
  return true;
}
