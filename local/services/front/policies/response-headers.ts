import { z } from "zod";
import type { Assembly } from "../../../types.ts";
import type { EdgeRequest, EdgeResponse } from "../edge-message.ts";
import { MANAGED_RESPONSE_HEADERS } from "./managed-policies.ts";

const items = z.object({ Items: z.array(z.string()) });
const flag = z.object({ Override: z.boolean() });

const policyConfig = z.looseObject({
  CorsConfig: z
    .object({
      AccessControlAllowCredentials: z.boolean(),
      AccessControlAllowHeaders: items,
      AccessControlAllowMethods: items,
      AccessControlAllowOrigins: items,
      AccessControlExposeHeaders: items.optional(),
      AccessControlMaxAgeSec: z.coerce.number().optional(),
      OriginOverride: z.boolean(),
    })
    .optional(),
  CustomHeadersConfig: z
    .object({ Items: z.array(flag.extend({ Header: z.string(), Value: z.string() })) })
    .optional(),
  RemoveHeadersConfig: z.object({ Items: z.array(z.object({ Header: z.string() })) }).optional(),
  SecurityHeadersConfig: z
    .object({
      ContentSecurityPolicy: flag.extend({ ContentSecurityPolicy: z.string() }).optional(),
      ContentTypeOptions: flag.optional(),
      FrameOptions: flag.extend({ FrameOption: z.string() }).optional(),
      ReferrerPolicy: flag.extend({ ReferrerPolicy: z.string() }).optional(),
      StrictTransportSecurity: flag
        .extend({
          AccessControlMaxAgeSec: z.coerce.number(),
          IncludeSubdomains: z.boolean().default(false),
          Preload: z.boolean().default(false),
        })
        .optional(),
      XSSProtection: flag
        .extend({ Protection: z.boolean(), ModeBlock: z.boolean().default(false) })
        .optional(),
    })
    .optional(),
});

type PolicyConfig = z.infer<typeof policyConfig>;

/** Adds and removes headers of a response, as the behaviour's response headers policy says. */
export type AddHeaders = (request: EdgeRequest, response: EdgeResponse) => EdgeResponse;

/** @throws Error for an id that is neither AWS's nor the template's */
export function readResponseHeaders(assembly: Assembly, policyId: string | undefined): AddHeaders {
  if (policyId === undefined) return (_request, response) => response;
  const own = assembly.ofType("AWS::CloudFront::ResponseHeadersPolicy").find((one) => one.ref === policyId);
  const declared = own?.properties.ResponseHeadersPolicyConfig ?? MANAGED_RESPONSE_HEADERS[policyId];
  if (declared === undefined) throw new Error(`the front knows no response headers policy ${policyId}`);
  const config = policyConfig.parse(declared);
  return (request, response) => {
    const headers = new Headers(response.headers);
    for (const { Header } of config.RemoveHeadersConfig?.Items ?? []) headers.delete(Header);
    addCors(headers, request, config.CorsConfig);
    for (const { name, value, isForced } of fixedHeaders(config)) {
      if (isForced || !headers.has(name)) headers.set(name, value);
    }
    return { ...response, headers };
  };
}

function fixedHeaders({ CustomHeadersConfig, SecurityHeadersConfig }: PolicyConfig) {
  const fixed: { name: string; value: string; isForced: boolean }[] = [];
  const add = (name: string, entry: { Override: boolean } | undefined, value: string | undefined) => {
    if (entry && value !== undefined) fixed.push({ name, value, isForced: entry.Override });
  };
  for (const item of CustomHeadersConfig?.Items ?? []) add(item.Header, item, item.Value);
  const security = SecurityHeadersConfig ?? {};
  add(
    "content-security-policy",
    security.ContentSecurityPolicy,
    security.ContentSecurityPolicy?.ContentSecurityPolicy,
  );
  add("x-content-type-options", security.ContentTypeOptions, "nosniff");
  add("x-frame-options", security.FrameOptions, security.FrameOptions?.FrameOption);
  add("referrer-policy", security.ReferrerPolicy, security.ReferrerPolicy?.ReferrerPolicy);
  const transport = security.StrictTransportSecurity;
  add(
    "strict-transport-security",
    transport,
    transport &&
      [
        `max-age=${transport.AccessControlMaxAgeSec}`,
        ...(transport.IncludeSubdomains ? ["includeSubDomains"] : []),
        ...(transport.Preload ? ["preload"] : []),
      ].join("; "),
  );
  const xss = security.XSSProtection;
  add("x-xss-protection", xss, xss && (xss.Protection ? `1${xss.ModeBlock ? "; mode=block" : ""}` : "0"));
  return fixed;
}

/** CORS headers answer cross-origin requests only. */
function addCors(headers: Headers, request: EdgeRequest, cors: PolicyConfig["CorsConfig"]): void {
  const origin = request.headers.get("origin");
  if (!cors || origin === null) return;
  if (!cors.OriginOverride && headers.has("access-control-allow-origin")) return;
  const origins = cors.AccessControlAllowOrigins.Items;
  const isAnyone = origins.includes("*");
  if (!isAnyone && !origins.includes(origin)) return;
  headers.set("access-control-allow-origin", isAnyone ? "*" : origin);
  if (!isAnyone) headers.append("vary", "Origin");
  if (cors.AccessControlAllowCredentials) headers.set("access-control-allow-credentials", "true");
  const exposed = cors.AccessControlExposeHeaders?.Items ?? [];
  if (exposed.length > 0) headers.set("access-control-expose-headers", exposed.join(", "));
  if (request.method !== "OPTIONS") return;
  headers.set("access-control-allow-methods", cors.AccessControlAllowMethods.Items.join(", "));
  headers.set("access-control-allow-headers", cors.AccessControlAllowHeaders.Items.join(", "));
  if (cors.AccessControlMaxAgeSec !== undefined) {
    headers.set("access-control-max-age", String(cors.AccessControlMaxAgeSec));
  }
}
