import { z } from "zod";
import type { Assembly } from "../../../types.ts";
import { MANAGED_FORWARDING } from "./managed-policies.ts";
import { FORWARD_NOTHING, type Forwarding, type Selection } from "./viewer-values.ts";

const names = z.array(z.string()).default([]);
const part = (behavior: string, list: string) =>
  z.looseObject({ [behavior]: z.string().default("none"), [list]: names });

const config = z.object({
  HeadersConfig: part("HeaderBehavior", "Headers"),
  CookiesConfig: part("CookieBehavior", "Cookies"),
  QueryStringsConfig: part("QueryStringBehavior", "QueryStrings"),
});

/** Reads the policies that a behaviour names. @throws Error for an id that is neither AWS's nor the template's */
export function readForwarding(assembly: Assembly, policyIds: readonly (string | undefined)[]): Forwarding[] {
  return policyIds.filter((id) => id !== undefined).map((id) => forwardingOf(assembly, id));
}

function forwardingOf(assembly: Assembly, id: string): Forwarding {
  const managed = MANAGED_FORWARDING[id];
  if (managed) return managed;
  for (const [type, property] of [
    ["AWS::CloudFront::CachePolicy", "CachePolicyConfig"],
    ["AWS::CloudFront::OriginRequestPolicy", "OriginRequestPolicyConfig"],
  ] as const) {
    const policy = assembly.ofType(type).find((resource) => resource.ref === id);
    if (!policy) continue;
    const declared = z.looseObject({}).parse(policy.properties[property]);
    return ownForwarding(declared.ParametersInCacheKeyAndForwardedToOrigin ?? declared);
  }
  throw new Error(`the front knows no cache or origin request policy ${id}`);
}

function ownForwarding(declared: unknown): Forwarding {
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = config.parse(declared);
  const headers = selectionOf(HeadersConfig, "HeaderBehavior", "Headers");
  const headerNames = headers.names.map((name) => name.toLowerCase());
  const isCloudFronts = (name: string) => name.startsWith("cloudfront-");
  return {
    ...FORWARD_NOTHING,
    headers: { behavior: headers.behavior, names: headerNames.filter((name) => !isCloudFronts(name)) },
    cloudFrontHeaders: headerNames.filter(isCloudFronts),
    cookies: selectionOf(CookiesConfig, "CookieBehavior", "Cookies"),
    queries: selectionOf(QueryStringsConfig, "QueryStringBehavior", "QueryStrings"),
  };
}

/** `allViewer` and `allViewerAndWhitelistCloudFront` are all of the viewer's; the list is then CloudFront's own. */
function selectionOf(part: Record<string, unknown>, behavior: string, list: string): Selection {
  const chosen = z
    .enum(["none", "whitelist", "all", "allExcept", "allViewer", "allViewerAndWhitelistCloudFront"])
    .parse(part[behavior]);
  return {
    behavior: chosen === "allViewer" || chosen === "allViewerAndWhitelistCloudFront" ? "all" : chosen,
    names: names.parse(part[list]),
  };
}
