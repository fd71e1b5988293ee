import { z } from "zod";
import type { Assembly, Resource } from "../../../types.ts";
import { type CorsConfig, corsProperties } from "../cors.ts";
import { parseRouteKey, type Route } from "./route.ts";

const apiProperties = z.object({
  ProtocolType: z.literal("HTTP", "WebSocket APIs do not run here").optional(),
  CorsConfiguration: corsProperties.optional(),
  DisableExecuteApiEndpoint: z.boolean().default(false),
});
const integrationProperties = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal("AWS_PROXY", "only Lambda integrations run here"),
  IntegrationSubtype: z.never("service integrations do not run here").optional(),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal("2.0", "only payload format 2.0 is emulated"),
  TimeoutInMillis: z.coerce.number().int().min(50).max(30_000).default(30_000),
});
const routeProperties = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().transform((target) => target.replace(/^integrations\//, "")),
  AuthorizationType: z.literal("NONE", "authorizers do not run here").default("NONE"),
});
const stageProperties = z.object({
  ApiId: z.string(),
  StageName: z.literal("$default", "only the $default stage is emulated"),
  StageVariables: z.record(z.string(), z.string()).optional(),
});

/** An `AWS::ApiGatewayV2::Api` with all that belongs to it. */
export interface ApiConfig {
  readonly id: string;
  /** `<id>.execute-api.<region>.amazonaws.com` */
  readonly host: string;
  readonly cors: CorsConfig | undefined;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly routes: readonly Route[];
}

/** @throws Error naming the resource whose settings are not emulated */
export function readApi(api: Resource, assembly: Assembly): ApiConfig {
  const { CorsConfiguration } = parse(apiProperties, api);
  const of = <T extends { ApiId: string }>(type: string, schema: z.ZodType<T>) =>
    assembly
      .ofType(type)
      .map((resource) => ({ resource, properties: parse(schema, resource) }))
      .filter(({ properties }) => properties.ApiId === api.ref);
  const integrations = new Map(
    of("AWS::ApiGatewayV2::Integration", integrationProperties).map(({ resource, properties }) => [
      resource.ref,
      { functionArn: functionArnIn(properties.IntegrationUri), timeoutMs: properties.TimeoutInMillis },
    ]),
  );
  const routes = of("AWS::ApiGatewayV2::Route", routeProperties).map(({ resource, properties }) => {
    const integration = integrations.get(properties.Target);
    if (!integration)
      throw new Error(`${resource.logicalId} names no integration of its API: ${properties.Target}`);
    return { ...parseRouteKey(properties.RouteKey), ...integration };
  });
  const [stage] = of("AWS::ApiGatewayV2::Stage", stageProperties);
  return {
    id: api.ref,
    host: new URL(api.attributes.ApiEndpoint ?? "").host,
    cors: CorsConfiguration,
    stageVariables: stage?.properties.StageVariables,
    routes,
  };
}

/** A function's ARN, or the `…/functions/<arn>/invocations` form of it. */
function functionArnIn(uri: string): string {
  return /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

function parse<T>(schema: z.ZodType<T>, resource: Resource): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId}: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
}
