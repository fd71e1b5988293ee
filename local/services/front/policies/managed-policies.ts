import { ALL, FORWARD_NOTHING, type Forwarding, NONE } from "./viewer-values.ts";

const whitelist = (...names: string[]) => ({ behavior: "whitelist" as const, names });
const CORS_HEADERS = ["origin", "access-control-request-headers", "access-control-request-method"];

/**
 * Policies that AWS made, by id.
 * Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 * and using-managed-origin-request-policies.html
 */
export const MANAGED_FORWARDING: Readonly<Record<string, Forwarding>> = {
  // CachingDisabled, CachingOptimized, CachingOptimizedForUncompressedObjects
  "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": FORWARD_NOTHING,
  "658327ea-f89d-4fab-a63d-7e88639e58f6": FORWARD_NOTHING,
  "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": FORWARD_NOTHING,
  // AllViewer, AllViewerExceptHostHeader
  "216adef6-5c7f-47e4-b989-5492eafa07d3": { headers: ALL, cookies: ALL, queries: ALL, cloudFrontHeaders: [] },
  "b689b0a8-53d0-40ab-baf2-68738e2966ac": {
    headers: { behavior: "allExcept", names: ["host"] },
    cookies: ALL,
    queries: ALL,
    cloudFrontHeaders: [],
  },
  // CORS-S3Origin, CORS-CustomOrigin
  "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": { ...FORWARD_NOTHING, headers: whitelist(...CORS_HEADERS) },
  "59781a5b-3903-41f3-afcb-af62929ccde1": { ...FORWARD_NOTHING, headers: whitelist("origin") },
  // UserAgentRefererHeaders
  "acba4595-bd28-49b8-b9fe-13317c0390fa": {
    headers: whitelist("user-agent", "referer"),
    cookies: NONE,
    queries: NONE,
    cloudFrontHeaders: [],
  },
};

const cors = (headers: Record<string, unknown>) => ({ CorsConfig: headers });
const simpleCors = {
  AccessControlAllowCredentials: false,
  AccessControlAllowHeaders: { Items: ["*"] },
  AccessControlAllowMethods: { Items: ["GET", "HEAD"] },
  AccessControlAllowOrigins: { Items: ["*"] },
  OriginOverride: false,
};
const preflightCors = {
  ...simpleCors,
  AccessControlAllowMethods: { Items: ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"] },
  AccessControlExposeHeaders: { Items: ["*"] },
};
const security = {
  SecurityHeadersConfig: {
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: "SAMEORIGIN", Override: false },
    ReferrerPolicy: { ReferrerPolicy: "strict-origin-when-cross-origin", Override: false },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, Override: false },
    XSSProtection: { Protection: true, ModeBlock: true, Override: false },
  },
};

/** `ResponseHeadersPolicyConfig` of AWS's own policies, by id. Source: using-managed-response-headers-policies.html */
export const MANAGED_RESPONSE_HEADERS: Readonly<Record<string, Record<string, unknown>>> = {
  "60669652-455b-4ae9-85a4-c4c02393f86c": cors(simpleCors),
  "5cc3b908-e619-4b99-88e5-2cf7f45965bd": cors(preflightCors),
  "67f7725c-6f97-4210-82d7-5512b31e9d03": security,
  "e61eb60c-9c35-4d20-a928-2b84e02af89c": { ...cors(simpleCors), ...security },
  "eaab4381-ed33-4a86-88ca-d9558dc6cd63": { ...cors(preflightCors), ...security },
};
