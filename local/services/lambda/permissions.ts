import { z } from "zod";
import type { Assembly } from "../../types.ts";
import { parseFunctionName } from "./function-name.ts";

const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const permissionProperties = z.object({
  FunctionName: z.string(),
  Action: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
  FunctionUrlAuthType: z.string().optional(),
  InvokedViaFunctionUrl: flag.optional(),
});

type Permission = z.infer<typeof permissionProperties>;

/** What `AWS::Lambda::Permission` resources grant: the functions' resource policies. */
export interface Permissions {
  /** The policy document of a function; undefined when nobody was granted anything. */
  policyOf(functionArn: string): unknown;
  /** May this AWS service, acting for `sourceArn`, invoke the function? */
  allowsService(functionArn: string, servicePrincipal: string, sourceArn: string | undefined): boolean;
  /** May anyone call the function's URL of auth type NONE? Since October 2025 that takes two statements. */
  allowsPublicUrl(functionArn: string): boolean;
}

export function readPermissions(assembly: Assembly): Permissions {
  const byArn = new Map<string, Permission[]>();
  for (const resource of assembly.ofType("AWS::Lambda::Permission")) {
    const permission = permissionProperties.parse(resource.properties);
    const { arn } = parseFunctionName(permission.FunctionName);
    byArn.set(arn, [...(byArn.get(arn) ?? []), permission]);
  }
  const of = (functionArn: string) => byArn.get(parseFunctionName(functionArn).arn) ?? [];
  return {
    policyOf(functionArn) {
      const { arn } = parseFunctionName(functionArn);
      const statements = of(arn).map((permission) => statementOf(arn, permission));
      return statements.length === 0 ? undefined : { Version: "2012-10-17", Statement: statements };
    },
    allowsService: (functionArn, servicePrincipal, sourceArn) =>
      of(functionArn).some(
        (permission) =>
          permission.Principal === servicePrincipal &&
          covers(permission.Action, "lambda:InvokeFunction") &&
          (permission.SourceArn === undefined || arnLike(permission.SourceArn, sourceArn ?? "")),
      ),
    allowsPublicUrl(functionArn) {
      const everyone = of(functionArn).filter((permission) => permission.Principal === "*");
      const mayUseUrl = everyone.some(
        ({ Action, FunctionUrlAuthType }) =>
          covers(Action, "lambda:InvokeFunctionUrl") && (FunctionUrlAuthType ?? "NONE") === "NONE",
      );
      return mayUseUrl && everyone.some(({ Action }) => covers(Action, "lambda:InvokeFunction"));
    },
  };
}

function covers(granted: string, action: string): boolean {
  return granted === action || granted === "lambda:*" || granted === "*";
}

function statementOf(arn: string, permission: Permission): unknown {
  const { Principal, SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl } = permission;
  const equals = {
    ...(SourceAccount ? { "AWS:SourceAccount": SourceAccount } : {}),
    ...(FunctionUrlAuthType ? { "lambda:FunctionUrlAuthType": FunctionUrlAuthType } : {}),
  };
  const condition = {
    ...(SourceArn ? { ArnLike: { "AWS:SourceArn": SourceArn } } : {}),
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(InvokedViaFunctionUrl === undefined
      ? {}
      : { Bool: { "lambda:InvokedViaFunctionUrl": String(InvokedViaFunctionUrl) } }),
  };
  return {
    Effect: "Allow",
    Principal: principalOf(Principal),
    Action: permission.Action,
    Resource: arn,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principalOf(principal: string): unknown {
  if (principal === "*") return "*";
  return principal.endsWith(".amazonaws.com") ? { Service: principal } : { AWS: principal };
}

/** `ArnLike`: each of the six parts is matched on its own, `*` and `?` are wild. */
export function arnLike(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern);
  const given = partsOf(arn);
  return wanted.length === given.length && wanted.every((part, index) => wild(part).test(given[index] ?? ""));
}

function partsOf(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function wild(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s");
}
