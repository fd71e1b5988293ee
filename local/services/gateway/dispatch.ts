import { AwsError, type AwsRequest, type AwsResponse, type Fault, type Service } from "../../types.ts";
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
export function faultError(fault: Fault, service: string): AwsError {
  const { code, status } = usualError(fault, service);
  return new AwsError(fault.error ?? code, "ordered by the fault control", fault.status ?? status);
}

function usualError({ kind }: Fault, service: string): { code: string; status: number } {
  const isS3 = service === "s3";
  if (kind === "overload") {
    return isS3 ? { code: "SlowDown", status: 503 } : { code: "ThrottlingException", status: 400 };
  }
  return { code: isS3 ? "InternalError" : "InternalServerError", status: 500 };
}
