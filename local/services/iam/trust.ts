import { listOf, recordOf } from "../../json-values.ts";
import type { Assembly, Resource } from "../../types.ts";

/** Which service assumes the role of each type of resource, and where it names the role. */
const ASSUMED_BY: readonly { type: string; service: string; roleOf(resource: Resource): unknown }[] = [
  {
    type: "AWS::Lambda::Function",
    service: "lambda.amazonaws.com",
    roleOf: ({ properties }) => properties.Role,
  },
  {
    type: "AWS::StepFunctions::StateMachine",
    service: "states.amazonaws.com",
    roleOf: ({ properties }) => properties.RoleArn,
  },
  {
    type: "AWS::Scheduler::Schedule",
    service: "scheduler.amazonaws.com",
    roleOf: ({ properties }) => recordOf(properties.Target).RoleArn,
  },
];

/** @throws Error naming a resource whose role does not trust the service that has to assume it; AWS refuses to create such a one */
export function checkTrust(assembly: Assembly): void {
  const roles = new Map(assembly.ofType("AWS::IAM::Role").map((role) => [role.attributes.Arn, role]));
  for (const { type, service, roleOf } of ASSUMED_BY) {
    for (const resource of assembly.ofType(type)) {
      const role = roles.get(String(roleOf(resource)));
      if (!role) throw new Error(`${resource.logicalId} runs as a role that the template does not have`);
      if (!trusts(role, service))
        throw new Error(`${role.logicalId}, role of ${resource.logicalId}, does not trust ${service}`);
    }
  }
}

function trusts(role: Resource, service: string): boolean {
  const statements = recordOf(role.properties.AssumeRolePolicyDocument).Statement;
  return [statements].flat().some((statement) => {
    const { Effect, Principal } = recordOf(statement);
    const services = recordOf(Principal).Service;
    return Effect === "Allow" && (services === service || listOf(services).includes(service));
  });
}
