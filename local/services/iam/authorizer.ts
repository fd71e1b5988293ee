import { runSimulation } from "@cloud-copilot/iam-simulate";
import { ACCOUNT_ID, AwsError, type NeededGrant, type Principal } from "../../types.ts";

export type Decision = "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";

export type ResourcePolicyOf = (resourceArn: string) => unknown | undefined;

export interface Authorizer {
  /**
   * @param resourcePolicyOf the policy of the resource itself, when it has one
   * @throws AwsError `AccessDeniedException` naming who, the function, the action and the resource
   */
  authorize(
    principal: Principal,
    grants: readonly NeededGrant[],
    resourcePolicyOf?: ResourcePolicyOf,
  ): Promise<void>;
  /** The same decision as an answer. */
  may(principal: Principal, grant: NeededGrant, resourcePolicyOf?: ResourcePolicyOf): Promise<boolean>;
}

/** Decisions kept; policies come from the template and do not change while the cloud is up. */
const MOST_DECISIONS = 20_000;

/**
 * Decides by IAM's own evaluation order (iam-simulate): an explicit deny anywhere wins, then an allow by the role's policies
 * or by the resource's policy. The operator is the account's root and is not asked.
 */
export function createAuthorizer(): Authorizer {
  const decisions = new Map<string, Promise<Decision>>();

  const decide = (principal: Principal, grant: NeededGrant, resourcePolicy: unknown) => {
    const key = JSON.stringify([principal.arn, grant.action, grant.resource, grant.context ?? {}]);
    const known = decisions.get(key);
    if (known) return known;
    if (decisions.size >= MOST_DECISIONS) decisions.clear();
    const decision = simulate(principal, grant, resourcePolicy);
    decisions.set(key, decision);
    return decision;
  };

  return {
    async authorize(principal, grants, resourcePolicyOf) {
      if (principal.isOperator) return;
      for (const grant of grants) {
        const decision = await decide(principal, grant, resourcePolicyOf?.(grant.resource));
        if (decision !== "Allowed") throw denial(principal, grant, decision);
      }
    },
    async may(principal, grant, resourcePolicyOf) {
      if (principal.isOperator) return true;
      return (await decide(principal, grant, resourcePolicyOf?.(grant.resource))) === "Allowed";
    },
  };
}

async function simulate(
  principal: Principal,
  grant: NeededGrant,
  resourcePolicy: unknown,
): Promise<Decision> {
  const result = await runSimulation(
    {
      request: {
        principal: principal.arn,
        action: grant.action,
        resource: { resource: grant.resource, accountId: ACCOUNT_ID },
        // A laptop has no TLS; the policies that insist on it are about the network in between.
        contextVariables: {
          "aws:SecureTransport": "true",
          "aws:PrincipalAccount": ACCOUNT_ID,
          ...grant.context,
        },
      },
      identityPolicies: [...principal.policies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  );
  if (result.resultType === "error") {
    throw new Error(`cannot decide ${grant.action} on ${grant.resource}: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult;
}

function denial(principal: Principal, grant: NeededGrant, decision: Decision): AwsError {
  const why =
    decision === "ExplicitlyDenied"
      ? "with an explicit deny in a policy"
      : `because no policy allows the ${grant.action} action`;
  const who = principal.usedBy === undefined ? "" : ` (role of ${principal.usedBy})`;
  return new AwsError(
    "AccessDeniedException",
    `User: ${principal.arn}${who} is not authorized to perform: ${grant.action} on resource: ${grant.resource} ${why}`,
    403,
  );
}
