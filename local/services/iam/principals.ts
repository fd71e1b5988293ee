import { listOf, recordOf, textOf } from "../../json-values.ts";
import { ACCOUNT_ID, type Assembly, type Principal, type Resource } from "../../types.ts";
import type { IssueCredentials } from "./access-keys.ts";
import { awsManagedPolicy } from "./managed-policies.ts";

type NamedPolicy = Principal["policies"][number];

export interface Principals {
  readonly operator: Principal;
  /** @throws Error for a role that the template does not have */
  ofRole(roleArn: string): Principal;
  ofAccessKey(accessKeyId: string): Principal | undefined;
  readonly all: readonly Principal[];
}

/** One principal per role of the template, with every policy attached to it, and the operator. */
export function createPrincipals(assembly: Assembly, issue: IssueCredentials): Principals {
  const operator: Principal = {
    arn: `arn:aws:iam::${ACCOUNT_ID}:root`,
    isOperator: true,
    policies: [],
    credentials: issue(`arn:aws:iam::${ACCOUNT_ID}:root`, "user"),
  };
  const byRole = new Map<string, Principal>();
  for (const role of assembly.ofType("AWS::IAM::Role")) {
    const principal = rolePrincipal(role, assembly, issue);
    byRole.set(principal.roleArn, principal);
  }
  const all = [operator, ...byRole.values()];
  const byKey = new Map(all.map((principal) => [principal.credentials.accessKeyId, principal]));
  return {
    operator,
    all,
    ofRole(roleArn) {
      const principal = byRole.get(roleArn);
      if (!principal) throw new Error(`the template has no role ${roleArn}`);
      return principal;
    },
    ofAccessKey: (accessKeyId) => byKey.get(accessKeyId),
  };
}

function rolePrincipal(
  role: Resource,
  assembly: Assembly,
  issue: IssueCredentials,
): Principal & { roleArn: string } {
  const roleArn = role.attributes.Arn ?? "";
  const usedBy = userOf(roleArn, assembly);
  return {
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role.ref}/${usedBy ?? "local"}`.slice(0, 256),
    roleArn,
    ...(usedBy === undefined ? {} : { usedBy }),
    isOperator: false,
    policies: policiesOf(role, assembly),
    credentials: issue(roleArn, "role"),
  };
}

/** Logical id of the first resource that runs as this role. */
function userOf(roleArn: string, assembly: Assembly): string | undefined {
  return assembly.resources.find(
    ({ properties }) => properties.Role === roleArn || properties.RoleArn === roleArn,
  )?.logicalId;
}

function policiesOf(role: Resource, assembly: Assembly): NamedPolicy[] {
  const inline = listOf(role.properties.Policies).map(recordOf).map(documentOf);
  const attached = assembly
    .ofType("AWS::IAM::Policy")
    .filter(({ properties }) => listOf(properties.Roles).includes(role.ref))
    .map(({ properties }) => documentOf(properties));
  const managed = assembly.ofType("AWS::IAM::ManagedPolicy");
  const byRoles = managed
    .filter(({ properties }) => listOf(properties.Roles).includes(role.ref))
    .map(({ logicalId, properties }) => ({ name: logicalId, policy: properties.PolicyDocument }));
  const byArns = listOf(role.properties.ManagedPolicyArns).map((arn) => {
    const own = managed.find(({ ref }) => ref === arn);
    return own
      ? { name: own.logicalId, policy: own.properties.PolicyDocument }
      : awsManagedPolicy(String(arn));
  });
  return [...inline, ...attached, ...byRoles, ...byArns];
}

function documentOf(policy: Record<string, unknown>): NamedPolicy {
  return { name: textOf(policy.PolicyName) ?? "inline", policy: policy.PolicyDocument };
}
