import { AwsError, type AwsRequest, type AwsResponse, type Faults, type Service } from "../../types.ts";
import type { Authorizer } from "../iam/authorizer.ts";

/** Runs a request that is already known to be its principal's: asks IAM, then the service. */
export type Dispatch = (request: AwsRequest) => Promise<AwsResponse>;

/** The services by signing name. Filled while the cloud boots; a service may call another only once all are there. */
export type ServiceRegistry = ReadonlyMap<string, Service>;

export function createDispatch(services: ServiceRegistry, authorizer: Authorizer): Dispatch {
  return async (request) => {
    const service = services.get(request.service);
    if (!service) {
      throw new AwsError(
        "UnknownOperationException",
        `the local cloud has no service ${request.service}`,
        404,
      );
    }
    const grants = service.grantsFor(request);
    await authorizer.authorize(request.principal, grants, (arn) => service.resourcePolicy?.(arn));
    return service.handle(request);
  };
}

/** The error that a `fail` or `overload` fault of `service:<signing name>` makes the caller see. */
export function faultError(fault: NonNullable<ReturnType<Faults["take"]>>): AwsError {
  if (fault.kind === "overload") {
    return new AwsError(
      fault.error ?? "ThrottlingException",
      "Rate exceeded (ordered by the fault control)",
      fault.status ?? 400,
    );
  }
  return new AwsError(
    fault.error ?? "InternalServerError",
    "ordered by the fault control",
    fault.status ?? 500,
  );
}
