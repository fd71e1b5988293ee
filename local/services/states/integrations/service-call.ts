import { AwsError, type Internal } from "../../../types.ts";
import { StateError } from "../language/state-error.ts";

/** Who calls: the machine's role, through the same authorization as everybody. */
export interface ServiceCall {
  readonly call: Internal["call"];
  readonly roleArn: string;
}

/**
 * @param errorPrefix the service's name in error names: `StepFunctions`, `Sqs`
 * @throws StateError `<prefix>.<code>Exception` for a refusal
 */
export async function callService(
  { call, roleArn }: ServiceCall,
  errorPrefix: string,
  service: string,
  operation: string,
  input: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  try {
    return await call(roleArn, service, operation, input);
  } catch (refusal) {
    if (!(refusal instanceof AwsError)) throw refusal;
    const name = refusal.name.endsWith("Exception") ? refusal.name : `${refusal.name}Exception`;
    throw new StateError(`${errorPrefix}.${name}`, refusal.message, { cause: refusal });
  }
}
